#!/usr/bin/env bash
# Fetches the packages of sources.json into a folder, each checked against its hash and unpacked; nothing is installed.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
folder="${1:?usage: fetch.sh FOLDER}"
mkdir -p "$folder"

node -p 'JSON.parse(fs.readFileSync(process.argv[1])).map(p => `${p.name} ${p.version} ${p.integrity}`).join("\n")' \
  "$here/sources.json" | while read -r name version integrity; do
  [[ -e "$folder/$name/.complete" ]] && continue
  work="$(mktemp -d)"
  archive="$(cd "$work" && npm pack --silent "$name@$version" | tail -n 1)"
  got="sha512-$(openssl dgst -sha512 -binary "$work/$archive" | base64 -w 0)"
  [[ "$got" == "$integrity" ]] || { echo "$name@$version is not what sources.json says" >&2; exit 1; }
  rm -rf "${folder:?}/$name" && mkdir -p "$folder/$name"
  tar -xzf "$work/$archive" -C "$folder/$name" --strip-components=1
  touch "$folder/$name/.complete"
  rm -rf "$work"
done
