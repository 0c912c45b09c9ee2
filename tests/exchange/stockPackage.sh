#!/bin/sh
# Makes a package with stock tools only: printf, wc, sha256sum, ssh-keygen, tar, age.
# Usage: stockPackage.sh FOLDER RECIPIENT SITE_KEY_FILE PERSON_KEY_FILE ATTACHMENT
set -eu
cd "$1"
recipient=$2 site_key=$3 person_key=$4 attachment=$5
root=siteA-siteB-e01-000001
mkdir -p "$root/data/files"
cd "$root"

digest=$(sha256sum < "$attachment" | cut -d ' ' -f 1)
cp "$attachment" "data/files/$digest"
printf '{"file":"%s","id":"siteA-1","text":"用通用工具制作","type":"phoneRecord"}\n' "$digest" > data/records.jsonl

sha256sum "data/files/$digest" data/records.jsonl > manifest-sha256.txt
bytes=$(cat "data/files/$digest" data/records.jsonl | wc -c)
manifest=$(sha256sum < manifest-sha256.txt | cut -d ' ' -f 1)

printf '{"ack":null,"audit_head":null,"created_by":{"app":"stock tools","version":"1"},"encrypted_to":["%s"],"epoch":"e01","format":"xpkg/1","kind":"delta","manifest":{"alg":"sha256","bytes":%d,"entries":2,"hex":"%s"},"min_reader":1,"next_expected":"2026-12-31","period":"2026-11","prev":null,"recipient":"siteB","records":{"count":1,"schema":"records/1"},"released_at":"2026-11-30T08:00:00Z","released_by":{"key":"zhang.san@siteA","name":"张三"},"required_signatures":["site","release"],"roster":{"siteA":1,"siteB":1},"sender":"siteA","seq":1,"suite":"age-x25519+sshsig-ed25519+sha256"}\n' \
  "$recipient" "$bytes" "$manifest" > package.json
ssh-keygen -q -Y sign -f "$site_key" -n xpkg-site-v1 < package.json > package.json.site.sig
ssh-keygen -q -Y sign -f "$person_key" -n xpkg-release-v1 < package.json > package.json.release.sig

printf 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n' > bagit.txt
printf 'Bagging-Date: 2026-11-30\nExternal-Identifier: %s\nPayload-Oxum: %d.2\nSource-Organization: siteA\n' "$root" "$bytes" > bag-info.txt
sha256sum bag-info.txt bagit.txt manifest-sha256.txt package.json package.json.release.sig package.json.site.sig > tagmanifest-sha256.txt

cd ..
tar --format=ustar --no-recursion --mode=0644 --owner=0 --group=0 --numeric-owner --mtime=@0 -cf "$root.tar" \
  "$root/package.json" "$root/package.json.site.sig" "$root/package.json.release.sig" "$root/manifest-sha256.txt" \
  "$root/bagit.txt" "$root/bag-info.txt" "$root/tagmanifest-sha256.txt" "$root/data/files/$digest" "$root/data/records.jsonl"
age -r "$recipient" -o "$root.age" "$root.tar"
