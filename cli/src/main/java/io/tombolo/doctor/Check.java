package io.tombolo.doctor;

import java.util.List;

/** Looks at one side of a deployment, changes nothing, and works while others do not. */
sealed interface Check
        permits KafkaCheck,
                TopicsCheck,
                AccessCheck,
                QuotasCheck,
                TransactionsCheck,
                CertificatesCheck,
                RegistryCheck,
                ConnectCheck,
                NetworkCheck,
                AnchoringCheck,
                ReadSideCheck,
                ClocksCheck,
                DiskCheck,
                MachineCheck {

    /** As it is printed. */
    String name();

    /** Empty when all is well. May throw whatever the libraries below do: that becomes {@link Fault#NOT_LOOKED}. */
    List<Finding> look(Patient patient) throws Exception;
}
