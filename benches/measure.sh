#!/usr/bin/env bash
# Measures whole processes: CPU time, memory, and two commands against each other. Needs bash 5, awk and /proc.
set -euo pipefail

usage() {
    cat >&2 <<'USAGE'
usage: measure.sh run COMMAND...                      CPU and wall time, largest private memory
       measure.sh compare N COMMAND... --vs-- COMMAND...   CPU time of each, N runs in turns
environment: MB=58.1    run also prints MB of text in a CPU second
             REPEAT=10  compare starts each command so often in one measurement (default 10)
USAGE
    exit 2
}

# Largest RssAnon of process $1 in kB, looked at every 10 ms until it ends, written to $2.
# RssAnon is what the process has for itself; pages of a mapped index are the system's and can go at any time.
sample() {
    local largest=0 key value rest
    while [[ -d /proc/$1 ]]; do
        while read -r key value rest; do
            if [[ $key == RssAnon: ]]; then
                ((value <= largest)) || largest=$value
                break
            fi
        done 2>/dev/null <"/proc/$1/status" || break
        read -rt 0.01 <> <(:) || true
    done
    echo "$largest" >"$2"
}

run() {
    local code=0 begun ended
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    # a command in the background would otherwise read nothing
    exec 3>&2 4<&0
    TIMEFORMAT='%U %S'
    begun=$EPOCHREALTIME
    # the sampler is nobody's child, so its own time is not counted
    { time {
        "$@" <&4 2>&3 3>&- 4<&- &
        (sample $! "$folder/anon" </dev/null >/dev/null 2>&1 3>&- 4<&- &)
        wait $! || code=$?
    }; } 2>"$folder/time"
    ended=$EPOCHREALTIME
    until [[ -s $folder/anon ]]; do sleep 0.01; done
    awk -v wall="$ended $begun" -v anon="$(<"$folder/anon")" -v mb="${MB:-}" '{
        split(wall, w, " ")
        printf "wall %.2f s, user %.2f s, system %.2f s, CPU %.2f s, largest RssAnon %.1f MB\n",
            w[1] - w[2], $1, $2, $1 + $2, anon / 1000 * 1.024
        if (mb != "") printf "%.2f MB of text in a CPU second\n", mb / ($1 + $2)
    }' "$folder/time" >&2
    return "$code"
}

# CPU milliseconds of one run, the mean of REPEAT; the command's own output is dropped, its exit code is not looked at.
cpu() {
    local round
    { time for ((round = 0; round < repeat; round++)); do
        "$@" >/dev/null 2>&1 </dev/null || true
    done; } 2>&1 | awk -v n="$repeat" '{ printf "%.3f", ($1 + $2) * 1000 / n }'
}

compare() {
    local rounds=$1 repeat=${REPEAT:-10} round a b
    local -a first=() second=()
    shift
    while (($# > 0)) && [[ $1 != --vs-- ]]; do first+=("$1") && shift; done
    (($# > 1)) && ((${#first[@]} > 0)) || usage
    shift
    second=("$@")
    "${first[@]}" >/dev/null 2>&1 || { echo "the first command fails: ${first[*]}" >&2; exit 1; }
    "${second[@]}" >/dev/null 2>&1 || { echo "the second command fails: ${second[*]}" >&2; exit 1; }
    TIMEFORMAT='%3U %3S'
    for ((round = 0; round < rounds; round++)); do
        # who comes first changes, so that a machine that warms up or slows down favours nobody
        if ((round % 2 == 0)); then
            a=$(cpu "${first[@]}"); b=$(cpu "${second[@]}")
        else
            b=$(cpu "${second[@]}"); a=$(cpu "${first[@]}")
        fi
        echo "$a $b"
    done | awk '
        function median(values, n,    i, j, t) {
            for (i = 2; i <= n; i++)
                for (j = i; j > 1 && values[j - 1] > values[j]; j--) {
                    t = values[j]; values[j] = values[j - 1]; values[j - 1] = t
                }
            return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
        }
        { first[NR] = $1; second[NR] = $2; ratio[NR] = $1 / $2 }
        END {
            printf "first  %8.2f ms CPU (median of %d)\n", median(first, NR), NR
            printf "second %8.2f ms CPU\n", median(second, NR)
            r = median(ratio, NR)
            printf "first / second %.2f (median of pairs, %.2f to %.2f)\n", r, ratio[1], ratio[NR]
        }'
}

(($# > 1)) || usage
what=$1
shift
case $what in
    run) run "$@" ;;
    compare) (($# > 3)) || usage; compare "$@" ;;
    *) usage ;;
esac
