#!/usr/bin/env bash
# Builds the language profiles and the evaluation's sentences anew from the packages of sources.json and compares both
# with the committed files, byte for byte. Ends with 1 when one differs; the new files stay in the folder.
#   build.sh [--replace] [FOLDER]    --replace: the new files take the committed ones' places
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
replace=
[[ "${1:-}" == --replace ]] && replace=yes && shift
work="${1:-$root/artifacts/language-profiles}"
profiles="$root/Stage5.Core/Language/Detection/language-profiles.bin"
sentences="$root/Stage5.Tests/Language/Detection/sentences.tsv"

"$here/fetch.sh" "$work/packages"
node "$here/collect.mjs" "$work/packages" "$work"

dotnet build -c Release -v q --tl:off "$here"
run() { dotnet run -c Release --no-build --project "$here" -- "$@"; }
run build "$work" "$work/language-profiles.bin"
run evaluation "$work" "$work/sentences.tsv"
echo "On the texts for tuning:"
run measure "$work" "$work/language-profiles.bin"

differs=0
compare() {
  if cmp -s "$1" "$2"; then
    echo "$(basename "$2") is what was built, byte for byte: sha256 $(sha256sum "$1" | cut -c 1-16)"
  elif [[ -n "$replace" ]]; then
    cp "$1" "$2"
    echo "$(basename "$2") is replaced by what was built."
  else
    differs=1
    echo "$(basename "$2") differs from what was built: $(cmp -l "$1" "$2" 2>/dev/null | wc -l) bytes of $(stat -c %s "$1") ($(stat -c %s "$2") committed)"
  fi
}
compare "$work/language-profiles.bin" "$profiles"
compare "$work/sentences.tsv" "$sentences"
if ((differs)); then
  # Another version of the runtime may pack the same content otherwise.
  run check "$work" "$profiles" || true
fi
exit "$differs"
