#!/usr/bin/env bash
# What the harness adds to `source | destination`: CPU seconds of all processes, both ways.
# Usage: npm run build && test/bench/relay.sh [RECORDS]
set -euo pipefail
cd "$(dirname "$0")/../.."
records=${1:-1000000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
bench=dist/test/bench/null-connectors
echo "{\"records\":$records}" >"$folder/config.json"
echo '{"streams":[{"stream":{"name":"users","json_schema":{"type":"object"}},"sync_mode":"incremental","destination_sync_mode":"append_dedup","primary_key":[["email"]]}]}' >"$folder/catalog.json"
files=(--config "$folder/config.json" --catalog "$folder/catalog.json")
TIMEFORMAT='wall %R s, CPU user %U s + system %S s'
echo "plain pipe, $records records:"
time { node $bench/source.js read "${files[@]}" | node $bench/destination.js write "${files[@]}" >/dev/null; }
echo "through the harness:"
time bin/harness run --source $bench/source.js --source-config "$folder/config.json" \
  --destination $bench/destination.js --destination-config "$folder/config.json" \
  --catalog "$folder/catalog.json" --state "$folder/state.json" --quiet
