# What the channel's admins do: join, install, approve, commit; then what clients need. Sourced by ../network.

admin_environment() { # organisation, index
    cat <<TEXT
FABRIC_CFG_PATH=$HERE/config
CORE_PEER_LOCALMSPID=$(msp "$1")
CORE_PEER_MSPCONFIGPATH=$(user_home "$1" Admin)/msp
CORE_PEER_ADDRESS=127.0.0.1:$(peer_port "$2")
CORE_PEER_TLS_ENABLED=true
CORE_PEER_TLS_ROOTCERT_FILE=$(peer_home "$1")/tls/ca.crt
TEXT
}

as_admin() ( # organisation, index, command…
    while IFS= read -r line; do export "${line?}"; done < <(admin_environment "$1" "$2")
    shift 2
    export FABRIC_LOGGING_SPEC=error
    tool "$@" >>"$DIR/log/admin.log" 2>&1
)

orderer_arguments() {
    echo "--orderer 127.0.0.1:$(orderer_port 0) --tls --cafile $(orderer_home 0)/tls/ca.crt --channelID $CHANNEL"
}

each() { # function: runs it for every organisation at once
    local n=0 pids=()
    for org in "${ORGANISATIONS[@]}"; do "$1" "$org" $n & pids+=($!); n=$((n + 1)); done
    for pid in "${pids[@]}"; do wait "$pid" || exit 2; done
}

# An orderer that has just started refuses until its cluster has a leader.
patiently() { # organisation, index, command…
    local tries
    for ((tries = 0; tries < 20; tries++)); do
        if as_admin "$@"; then return 0; fi
        tail -3 "$DIR/log/admin.log" | grep -qiE 'SERVICE_UNAVAILABLE|no Raft leader|connection refused' || break
        sleep 0.5
    done
    tail -3 "$DIR/log/admin.log" >&2
    fail "$1: ${*:3} failed; see $DIR/log/admin.log"
}

join_channel() { patiently "$1" "$2" peer channel join -b "$DIR/genesis.block"; }

install() {
    patiently "$1" "$2" peer lifecycle chaincode install "$DIR/package/$1.tar.gz"
}

approve() {
    patiently "$1" "$2" peer lifecycle chaincode approveformyorg $(orderer_arguments) --name $CHAINCODE --version 1 --sequence 1 \
        --package-id "$(cat "$DIR/package/$1.id")"
}

deploy() {
    local i
    for ((i = 0; i < ORDERERS; i++)); do
        local home; home=$(orderer_home $i)
        tool osnadmin channel join --channelID $CHANNEL --config-block "$DIR/genesis.block" -o 127.0.0.1:"$(orderer_admin_port $i)" \
            --ca-file "$home/tls/ca.crt" --client-cert "$home/tls/server.crt" --client-key "$home/tls/server.key" \
            >>"$DIR/log/admin.log" 2>&1 || fail "orderer$i can't join; see $DIR/log/admin.log"
    done
    each join_channel
    [ "$BARE" = no ] || return 0
    each install
    each approve
    local peers="" n=0
    for org in "${ORGANISATIONS[@]}"; do
        peers="$peers --peerAddresses 127.0.0.1:$(peer_port $n) --tlsRootCertFiles $(peer_home "$org")/tls/ca.crt"
        n=$((n + 1))
    done
    patiently "${ORGANISATIONS[0]}" 0 peer lifecycle chaincode commit $(orderer_arguments) --name $CHAINCODE --version 1 --sequence 1 $peers
}

# What a client needs, one file for each organisation: `tombolo up --ledger fabric --ledger-config FILE` takes it.
write_ledger_configs() {
    local n=0 org other
    for org in "${ORGANISATIONS[@]}"; do
        {
            echo "# $(domain "$org") on this network; paths are relative to this file."
            echo "channel: $CHANNEL"
            echo "chaincode: $CHAINCODE"
            echo "organisations: [$(domain "$org")]"
            echo "identity: {member: $(msp "$org"), msp_folder: $(relative "$(user_home "$org" User1)/msp")}"
            echo "gateways:"
            echo "  - {endpoint: '127.0.0.1:$(peer_port $n)', tls_ca: $(relative "$(peer_home "$org")/tls/ca.crt")}"
            echo "members:"
            for other in "${ORGANISATIONS[@]}"; do
                echo "  - {member: $(msp "$other"), certificates: [$(relative "$DIR/crypto/peerOrganizations/$(domain "$other")/msp/cacerts/"*.pem)]}"
            done
            echo "quorum: 2"
        } >"$DIR/$org.yaml"
        n=$((n + 1))
    done
}

relative() { echo "${1#"$DIR/"}"; }
