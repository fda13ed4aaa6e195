#!/bin/sh
# Runs a campaign as shards and merges them: under GNU parallel on this machine, or as an array of Slurm.
#
#   shards.sh parallel 4 [options of verify] [-- command]
#   shards.sh slurm 4 [options of verify] [-- command]
#
# ZBOOTKIT is the program (npx zbootkit), SHARDS the folder of the shards (zbootkit-shards), which all machines have to see,
# and OUT that of the report (zbootkit-report). The status is that of the merger, which is that of the whole run.
set -eu

usage() {
  echo "usage: shards.sh parallel|slurm COUNT [options of verify] [-- command]" >&2
  exit 2
}
[ $# -ge 2 ] || usage
how=$1 count=$2
shift 2
case $count in '' | *[!0-9]* | 0*) usage ;; esac

program=${ZBOOTKIT:-npx zbootkit}
SHARDS=${SHARDS:-zbootkit-shards}
OUT=${OUT:-zbootkit-report}
rm -rf "$SHARDS"
mkdir -p "$SHARDS"

# The words of a shard, quoted once more, for both hand them to a shell.
quoted() {
  for word; do printf " '%s'" "$(printf %s "$word" | sed "s/'/'\\\\''/g")"; done
}
arguments=$(quoted "$@")
folder=$(quoted "$SHARDS")

case $how in
parallel)
  # Braces are replaced by parallel itself unless others are named; each shard has one job, for the machine has them all.
  seq "$count" | parallel -I @@ --halt now,fail=1 --jobs "$count" \
    "$program verify --quiet --jobs 1 --shard @@/$count --out$folder/@@$arguments"
  ;;
slurm)
  sbatch --quiet --wait --array="1-$count" --output="$SHARDS/%a.log" --wrap \
    "exec $program verify --quiet --shard \$SLURM_ARRAY_TASK_ID/$count --out$folder/\$SLURM_ARRAY_TASK_ID$arguments"
  ;;
*) usage ;;
esac

# Of the words only the command goes to the merger, or the name of a tool.
tool=
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  case $1 in
  --tool) tool=${2:-} ;;
  --tool=*) tool=${1#--tool=} ;;
  esac
  shift
done
# shellcheck disable=SC2086 # the program may be two words
exec $program merge --out "$OUT" ${tool:+--tool "$tool"} "$SHARDS"/*/shard.json "$@"
