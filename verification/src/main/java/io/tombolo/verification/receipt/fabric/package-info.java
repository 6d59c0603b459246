/** Receipts of Hyperledger Fabric, read with the JDK's crypto and a protobuf reader; no Fabric, no gRPC. */
@NullMarked
package io.tombolo.verification.receipt.fabric;

import org.jspecify.annotations.NullMarked;
