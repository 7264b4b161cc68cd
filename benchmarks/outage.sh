#!/usr/bin/env bash
# A run whose provider dies in the middle: nothing may be lost or wrong, and nobody may have to help.
#
#   benchmarks/outage.sh [ASSAY] [SECONDS of the run] [SECONDS of the outage]
#
# 100 outputs a second are judged by the mock provider, which is killed after a third of the time and comes back on the same port.
set -euo pipefail
assay=$(realpath "${1:-build/release/assay}")
run_s=${2:-300}
outage_s=${3:-30}
sample_count=$((run_s * 100))
port=${ASSAY_OUTAGE_PORT:-18123}

folder=$(mktemp -d)
provider=
cleanup() {
    [ -z "$provider" ] || kill -9 "$provider" 2>/dev/null || true
    rm -rf "$folder"
}
trap cleanup EXIT
cd "$folder"
export ASSAY_HOME=$folder/home OPENAI_API_KEY=none

start_provider() {
    "$assay" mock-provider --port "$port" --latency-ms 50 --rules rules.yaml >provider.log 2>&1 &
    provider=$!
}

{
    echo "rules:"
    for grade in 1 2 3 4 5; do
        echo "  - {contains: 'grade $grade', answer: '$grade', probabilities: {'$grade': 0.9}}"
    done
} >rules.yaml
for ((i = 0; i < sample_count; ++i)); do
    echo "{\"id\":\"s$i\",\"output\":\"sample $i of grade $((i % 5 + 1))\"}"
done >outputs.jsonl
cat >eval.yaml <<YAML
name: outage
dataset: outputs.jsonl
max_connections: 50
cache: false
models:
  judge: {model: openai/judge, provider: {base_url: 'http://127.0.0.1:$port/v1', requests_per_minute: 6000}}
evaluators:
  - {name: grade, judge: g_eval, criteria: helpfulness, model: judge}
YAML

start_provider
begin=$SECONDS
"$assay" run eval.yaml --quiet --json >report.json 2>errors.txt &
run=$!
sleep $((run_s / 3))
kill -9 "$provider"
sleep "$outage_s"
start_provider
code=0
wait "$run" || code=$?
took=$((SECONDS - begin))

"$assay" export latest --output samples.csv >/dev/null 2>&1
awk -F, -v expected="$sample_count" -v code="$code" -v took="$took" '
    NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i; next }
    {
        value = $column["judge_grade_full"]
        if (value == "") next
        ++judged
        grade = substr($column["answer"], length($column["answer"]))
        difference = value - (grade - 1) / 4
        if (difference > 1e-12 || difference < -1e-12) ++wrong
    }
    END {
        printf "samples %d, judged %d, lost %d, wrong %d\n", expected, judged, expected - judged, wrong
        printf "exit code %d, %d s\n", code, took
        exit code != 0 || judged != expected || wrong > 0
    }' samples.csv
