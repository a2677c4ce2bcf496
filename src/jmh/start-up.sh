#!/bin/sh
# Time and processor time from the command to the first answer of /actuator/health: the median of RUNS starts.
#   [RUNS=5] [PORT=8099] [FIRST=yes] src/jmh/start-up.sh DATA-FOLDER java [OPTION...] -jar JAR
# The data folder is made by a start that is not counted; with FIRST=yes it is removed before every start, so it must not be one that is needed.
set -eu
data=$1; shift
port=${PORT:-8099}
figures=$(mktemp -d)
start() {
    begin=$(date +%s%N)
    "$@" "--whistle.database.directory=$data" "--server.port=$port" > "$figures/log" 2>&1 &
    pid=$!
    until curl -sf "localhost:$port/actuator/health" > /dev/null 2>&1; do
        kill -0 $pid 2> /dev/null || { cat "$figures/log"; exit 1; }
        sleep 0.02
    done
    wall=$(( ($(date +%s%N) - begin) / 1000000 ))
    processor=$(awk -v tick="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / tick }' /proc/$pid/stat)
    kill $pid
    wait $pid || true
}
median() {
    sort -n "$figures/$1" | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}
[ -n "${FIRST:-}" ] || start "$@"
for run in $(seq "${RUNS:-5}"); do
    [ -z "${FIRST:-}" ] || rm -rf "$data"
    start "$@"
    echo "$wall" >> "$figures/wall"
    echo "$processor" >> "$figures/processor"
done
echo "$(median wall) ms, $(median processor) ms of processor time: $*"
rm -rf "$figures"
