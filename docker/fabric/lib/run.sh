# Starts and stops processes or containers. Sourced by ../network.

# A process by its id and the time of its start: after a reboot its id may be somebody else's.
began() { ps -o lstart= -p "$1" 2>/dev/null || true; }

running() {
    if [ $RUNTIME = compose ]; then compose ps --status running --services 2>/dev/null | grep -qx "$1"; return; fi
    [ -f "$DIR/run/$1.pid" ] && [ "$(began "$(cat "$DIR/run/$1.pid")")" = "$(cat "$DIR/run/$1.began")" ] && [ -s "$DIR/run/$1.began" ]
}

# name, command…: its environment is env/NAME.env, as it is in a container
start() {
    local name=$1; shift
    running "$name" && return 0
    (
        local line
        while IFS= read -r line; do export "${line?}"; done <"$DIR/env/$name.env"
        exec $(command -v setsid) nohup "$@" >>"$DIR/log/$name.log" 2>&1 </dev/null
    ) &
    echo $! >"$DIR/run/$name.pid"
    began $! >"$DIR/run/$name.began"
}

compose() {
    export BASE DIR HERE RUN_AS="$(id -u):$(id -g)" FABRIC_TAG JAVA_IMAGE CHAINCODE_MAIN CHAINCODE_CLASSPATH CHAINCODE_FOLDER
    docker compose -f "$HERE/compose.yaml" "$@"
}

services() {
    local i org
    for ((i = 0; i < ORDERERS; i++)); do echo "orderer$i"; done
    for org in "${ORGANISATIONS[@]}"; do
        echo "peer-$org"
        [ "$BARE" = yes ] || echo "chaincode-$org"
    done
}

await_port() { # name, port
    local i
    for ((i = 0; i < 600; i++)); do
        if listens "$2"; then return 0; fi
        [ $RUNTIME = compose ] || [ -f "$DIR/made" ] || running "$1" || { tail -5 "$DIR/log/$1.log" >&2; fail "$1 ended; see $DIR/log/$1.log"; }
        sleep 0.1
    done
    fail "$1 doesn't listen on $2 after 60 s; see $DIR/log/$1.log"
}

start_all() {
    local i n=0 org
    if [ $RUNTIME = compose ]; then
        compose up --detach --no-recreate $(services) >>"$DIR/log/compose.log" 2>&1 ||
            { tail -3 "$DIR/log/compose.log" >&2; fail "docker compose failed; see $DIR/log/compose.log"; }
    else
        for ((i = 0; i < ORDERERS; i++)); do start "orderer$i" orderer; done
        for org in "${ORGANISATIONS[@]}"; do
            start "peer-$org" peer node start
            [ "$BARE" = yes ] || start "chaincode-$org" "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$CHAINCODE_CLASSPATH" "$CHAINCODE_MAIN"
        done
    fi
    await_all
}

await_all() {
    local i n=0 org
    for ((i = 0; i < ORDERERS; i++)); do await_port "orderer$i" "$(orderer_admin_port $i)"; done
    for org in "${ORGANISATIONS[@]}"; do
        await_port "peer-$org" "$(peer_port $n)"
        [ "$BARE" = yes ] || await_port "chaincode-$org" "$(chaincode_port $n)"
        n=$((n + 1))
    done
}

watch() {
    [ -f "$DIR/watch.pid" ] && kill -0 "$(cat "$DIR/watch.pid")" 2>/dev/null && return 0
    $(command -v setsid) nohup bash -c 'while kill -0 "$1" 2>/dev/null; do sleep 1; done; exec "$2" down --delete --dir "$3"' \
        watch "$WATCHED" "$HERE/network" "$DIR" >/dev/null 2>&1 </dev/null &
    echo $! >"$DIR/watch.pid"
}

stop_all() {
    local file name pids=() pid i
    if [ $RUNTIME = compose ]; then
        CHAINCODE_CLASSPATH=${CHAINCODE_CLASSPATH:-none} CHAINCODE_FOLDER=${CHAINCODE_FOLDER:-$ROOT}
        compose --profile '*' down >>"$DIR/log/compose.log" 2>&1 || true
    fi
    for file in "$DIR"/run/*.pid; do
        [ -f "$file" ] || continue
        name=$(basename "$file" .pid)
        if running "$name" && kill "$(cat "$file")" 2>/dev/null; then pids+=("$(cat "$file")"); fi
        rm -f "$file" "$DIR/run/$name.began"
    done
    for pid in ${pids[@]+"${pids[@]}"}; do
        for ((i = 0; i < 100; i++)); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
        kill -9 "$pid" 2>/dev/null || true
    done
}
