#!/usr/bin/env bash
# Makes the certificates of tls.db.spec.ts anew. They secure nothing but servers of specs, so their key is no secret.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
authority() { # file, name
  key "$work/$1.key"
  openssl req -x509 -new -key "$work/$1.key" -subj "/CN=$2" -days 36500 -out "$1.pem"
}
certificate() { # file, alternative names, end
  openssl req -new -key server.key -subj "/CN=test server" -out "$work/$1.csr"
  printf 'subjectAltName=%s\n' "$2" >"$work/$1.ext"
  openssl ca -batch -notext -config "$work/ca.conf" -extfile "$work/$1.ext" -in "$work/$1.csr" \
    -startdate 20200101000000Z -enddate "$3" -out "$1.pem"
}
key server.key
authority ca 'pgrestify test CA'
authority other-ca 'another CA'
touch "$work/index"
cat >"$work/ca.conf" <<CONF
[ca]
default_ca = it
[it]
database = $work/index
new_certs_dir = $work
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
certificate = ca.pem
private_key = $work/ca.key
[any]
commonName = supplied
CONF
certificate localhost DNS:localhost,IP:127.0.0.1 21200101000000Z
certificate elsewhere DNS:elsewhere.example 21200101000000Z
certificate expired DNS:localhost,IP:127.0.0.1 20210101000000Z
