# Makes keys, the channel's first block, the chaincode's packages and every process's environment. Sourced by ../network.

make_crypto() {
    {
        echo "OrdererOrgs:"
        echo "  - {Name: Orderer, Domain: orderer.example, EnableNodeOUs: true, Specs: ["
        for ((i = 0; i < ORDERERS; i++)); do echo "      {Hostname: orderer$i, SANS: [localhost, 127.0.0.1]},"; done
        echo "    ]}"
        echo "PeerOrgs:"
        for org in "${ORGANISATIONS[@]}"; do
            echo "  - {Name: ${org^}, Domain: $(domain "$org"), EnableNodeOUs: true,"
            echo "     Template: {Count: 1, SANS: [localhost, 127.0.0.1]}, Users: {Count: 1},"
            echo "     Specs: [{Hostname: chaincode, SANS: [localhost, 127.0.0.1]}]}"
        done
    } >"$DIR/crypto.yaml"
    tool cryptogen generate --config "$DIR/crypto.yaml" --output "$DIR/crypto" >"$DIR/log/cryptogen.log"
}

policy() { # name, rule
    echo "        $1: {Type: Signature, Rule: \"$2\"}"
}

meta() { # indent, name, rule
    printf '%*s%s: {Type: ImplicitMeta, Rule: "%s"}\n' "$1" '' "$2" "$3"
}

make_genesis() {
    {
        echo "Profiles:"
        echo "  Channel:"
        echo "    Policies:"
        meta 6 Readers "ANY Readers"; meta 6 Writers "ANY Writers"; meta 6 Admins "MAJORITY Admins"
        echo "    Capabilities: {$([ "$CONSENSUS" = smartbft ] && echo V3_0 || echo V2_0): true}"
        echo "    Orderer:"
        echo "      OrdererType: $([ "$CONSENSUS" = smartbft ] && echo BFT || echo etcdraft)"
        echo "      BatchTimeout: $BATCH_TIMEOUT"
        echo "      BatchSize: {MaxMessageCount: 500, AbsoluteMaxBytes: 20 MB, PreferredMaxBytes: 4 MB}"
        echo "      Capabilities: {V2_0: true}"
        echo "      Policies:"
        meta 8 Readers "ANY Readers"; meta 8 Writers "ANY Writers"; meta 8 Admins "MAJORITY Admins"
        if [ "$CONSENSUS" = raft ]; then
            meta 8 BlockValidation "ANY Writers"
            echo "      EtcdRaft:"
            echo "        Options: {TickInterval: 100ms, ElectionTick: 10, HeartbeatTick: 1, MaxInflightBlocks: 5, SnapshotIntervalSize: 16 MB}"
            echo "        Consenters:"
            for ((i = 0; i < ORDERERS; i++)); do
                local tls="$(orderer_home $i)/tls/server.crt"
                echo "          - {Host: 127.0.0.1, Port: $(orderer_port $i), ClientTLSCert: $tls, ServerTLSCert: $tls}"
            done
        else
            meta 8 BlockValidation "ANY Writers"
            echo "      SmartBFT: {RequestBatchMaxInterval: 200ms, RequestForwardTimeout: 5s, RequestComplainTimeout: 20s, RequestAutoRemoveTimeout: 3m, ViewChangeResendInterval: 5s, ViewChangeTimeout: 20s, LeaderHeartbeatTimeout: 1m, CollectTimeout: 1s, IncomingMessageBufferSize: 200, RequestPoolSize: 100000, LeaderHeartbeatCount: 10}"
            echo "      ConsenterMapping:"
            for ((i = 0; i < ORDERERS; i++)); do
                local home; home=$(orderer_home $i)
                echo "        - {ID: $((i + 1)), Host: 127.0.0.1, Port: $(orderer_port $i), MSPID: OrdererMSP, Identity: $(ls "$home"/msp/signcerts/*.pem), ClientTLSCert: $home/tls/server.crt, ServerTLSCert: $home/tls/server.crt}"
            done
        fi
        echo "      Organizations:"
        echo "      - Name: OrdererMSP"
        echo "        ID: OrdererMSP"
        echo "        MSPDir: $DIR/crypto/ordererOrganizations/orderer.example/msp"
        echo "        OrdererEndpoints: [$(for ((i = 0; i < ORDERERS; i++)); do echo -n "\"127.0.0.1:$(orderer_port $i)\", "; done)]"
        echo "        Policies:"
        for name in Readers Writers; do echo "    $(policy $name "OR('OrdererMSP.member')")"; done
        echo "    $(policy Admins "OR('OrdererMSP.admin')")"
        echo "    Application:"
        echo "      Capabilities: {V2_5: true}"
        echo "      Policies:"
        meta 8 Readers "ANY Readers"; meta 8 Writers "ANY Writers"; meta 8 Admins "MAJORITY Admins"
        meta 8 LifecycleEndorsement "MAJORITY Endorsement"; meta 8 Endorsement "MAJORITY Endorsement"
        echo "      Organizations:"
        local n=0
        for org in "${ORGANISATIONS[@]}"; do
            local id; id=$(msp "$org")
            echo "      - Name: $id"
            echo "        ID: $id"
            echo "        MSPDir: $DIR/crypto/peerOrganizations/$(domain "$org")/msp"
            echo "        AnchorPeers: [{Host: 127.0.0.1, Port: $(peer_port $n)}]"
            echo "        Policies:"
            echo "    $(policy Readers "OR('$id.member')")"
            echo "    $(policy Writers "OR('$id.admin', '$id.client')")"
            echo "    $(policy Admins "OR('$id.admin')")"
            echo "    $(policy Endorsement "OR('$id.peer')")"
            n=$((n + 1))
        done
    } >"$DIR/config/configtx.yaml"
    tool configtxgen -configPath "$DIR/config" -profile Channel -channelID $CHANNEL -outputBlock "$DIR/genesis.block" \
        >"$DIR/log/configtxgen.log" 2>&1 || { tail -3 "$DIR/log/configtxgen.log" >&2; fail "configtxgen refused the channel"; }
}

package_chaincode() { # organisation, index
    "$HERE/package" --label "$CHAINCODE" --address "127.0.0.1:$(chaincode_port "$2")" \
        --tls-ca "$(peer_home "$1" chaincode)/tls/ca.crt" \
        --client-cert "$(peer_home "$1")/tls/server.crt" --client-key "$(peer_home "$1")/tls/server.key" "$DIR/package/$1.tar.gz"
    FABRIC_CFG_PATH="$HERE/config" tool peer lifecycle chaincode calculatepackageid "$DIR/package/$1.tar.gz" \
        >"$DIR/package/$1.id" 2>>"$DIR/log/admin.log"
}

orderer_environment() { # index
    local home; home=$(orderer_home "$1")
    cat <<TEXT
FABRIC_CFG_PATH=$HERE/config
ORDERER_GENERAL_LISTENADDRESS=127.0.0.1
ORDERER_GENERAL_LISTENPORT=$(orderer_port "$1")
ORDERER_GENERAL_LOCALMSPID=OrdererMSP
ORDERER_GENERAL_LOCALMSPDIR=$home/msp
ORDERER_GENERAL_TLS_PRIVATEKEY=$home/tls/server.key
ORDERER_GENERAL_TLS_CERTIFICATE=$home/tls/server.crt
ORDERER_GENERAL_TLS_ROOTCAS=[$home/tls/ca.crt]
ORDERER_GENERAL_CLUSTER_CLIENTCERTIFICATE=$home/tls/server.crt
ORDERER_GENERAL_CLUSTER_CLIENTPRIVATEKEY=$home/tls/server.key
ORDERER_GENERAL_CLUSTER_ROOTCAS=[$home/tls/ca.crt]
ORDERER_ADMIN_LISTENADDRESS=127.0.0.1:$(orderer_admin_port "$1")
ORDERER_ADMIN_TLS_PRIVATEKEY=$home/tls/server.key
ORDERER_ADMIN_TLS_CERTIFICATE=$home/tls/server.crt
ORDERER_ADMIN_TLS_ROOTCAS=[$home/tls/ca.crt]
ORDERER_ADMIN_TLS_CLIENTROOTCAS=[$home/tls/ca.crt]
ORDERER_FILELEDGER_LOCATION=$DIR/data/orderer$1
ORDERER_CONSENSUS_WALDIR=$DIR/data/orderer$1/wal
ORDERER_CONSENSUS_SNAPDIR=$DIR/data/orderer$1/snapshots
TEXT
}

peer_environment() { # organisation, index
    local home; home=$(peer_home "$1")
    cat <<TEXT
FABRIC_CFG_PATH=$HERE/config
CORE_PEER_ID=peer0.$(domain "$1")
CORE_PEER_LOCALMSPID=$(msp "$1")
CORE_PEER_MSPCONFIGPATH=$home/msp
CORE_PEER_LISTENADDRESS=$LISTEN:$(peer_port "$2")
CORE_PEER_ADDRESS=127.0.0.1:$(peer_port "$2")
CORE_PEER_CHAINCODELISTENADDRESS=127.0.0.1:$(peer_chaincode_port "$2")
CORE_PEER_TLS_ENABLED=true
CORE_PEER_TLS_CERT_FILE=$home/tls/server.crt
CORE_PEER_TLS_KEY_FILE=$home/tls/server.key
CORE_PEER_TLS_ROOTCERT_FILE=$home/tls/ca.crt
CORE_PEER_GOSSIP_BOOTSTRAP=127.0.0.1:$(peer_port "$2")
CORE_PEER_GOSSIP_EXTERNALENDPOINT=127.0.0.1:$(peer_port "$2")
CORE_PEER_FILESYSTEMPATH=$DIR/data/peer-$1
CORE_LEDGER_SNAPSHOTS_ROOTDIR=$DIR/data/peer-$1/snapshots
CORE_CHAINCODE_EXTERNALBUILDERS=[{name: as-a-service, path: $HERE/builder}]
TEXT
}

chaincode_environment() { # organisation, index
    local tls; tls=$(peer_home "$1" chaincode)/tls
    cat <<TEXT
CORE_CHAINCODE_ID_NAME=$(cat "$DIR/package/$1.id")
CHAINCODE_SERVER_ADDRESS=127.0.0.1:$(chaincode_port "$2")
CHAINCODE_TLS_KEY=$tls/server.key
CHAINCODE_TLS_CERT=$tls/server.crt
CHAINCODE_CLIENT_CA_CERT=$tls/ca.crt
JAVA_TOOL_OPTIONS=-Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1
TEXT
}

write_environments() {
    local i n=0 org
    for ((i = 0; i < ORDERERS; i++)); do orderer_environment $i >"$DIR/env/orderer$i.env"; done
    for org in "${ORGANISATIONS[@]}"; do
        peer_environment "$org" $n >"$DIR/env/peer-$org.env"
        chaincode_environment "$org" $n >"$DIR/env/chaincode-$org.env"
        n=$((n + 1))
    done
}

write_settings() {
    cat >"$DIR/settings" <<TEXT
BASE=$BASE LISTEN=$LISTEN CONSENSUS=$CONSENSUS ORDERERS=$ORDERERS BATCH_TIMEOUT=$BATCH_TIMEOUT RUNTIME=$RUNTIME BARE=$BARE
TEXT
}
