#!/usr/bin/env bash
# Checks everything that must hold before a change is taken: format, vet,
# staticcheck, every test on SQLite and PostgreSQL, and the walks through a real
# browser. Fails when a test is skipped. Leaves nothing behind.
#
# On Debian, as root, it installs what is missing; otherwise it says what to
# install. PAMONG_TEST_POSTGRES=postgres://… uses a server that runs already.
set -euo pipefail
cd "$(dirname "$0")/.."

tmp=$(mktemp -d)
export CGO_ENABLED=0 # as the program is built; one setting compiles everything once
chmod 711 "$tmp"
postgres_bin=
summary=()
finished=no

as_postgres() { # PostgreSQL refuses to run as root
	if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$*"; else sh -c "$*"; fi
}

finish() {
	code=$?
	[ $finished = yes ] || code=1
	pkill -P $$ || true # a test that still runs when one presses Ctrl-C
	if [ -f "$tmp/pg/data/postmaster.pid" ]; then
		as_postgres "$postgres_bin/pg_ctl -D $tmp/pg/data -m immediate stop" >/dev/null || true
	fi
	rm -rf "$tmp"
	printf '\n%s\n' "$([ $code = 0 ] && echo 'All is well.' || echo 'Something failed.')"
	for row in ${summary[@]+"${summary[@]}"}; do echo "  $row"; done
	exit $code
}
trap finish EXIT

# step NAME COMMAND… runs a step and notes how long it took. The steps after a
# failed one still run, so that one run says everything.
failed=0
step() {
	local name=$1 begin=$SECONDS ok=failed
	shift
	echo "== $name"
	if "$@"; then ok=ok; fi
	summary+=("$(printf '%-30s %-7s %4d s' "$name" $ok $((SECONDS - begin)))")
	[ $ok = ok ] || failed=1
}

# need is a step without which the others mean nothing.
need() {
	step "$@"
	[ $failed = 0 ] || exit 1
}

# missing prints the Debian packages that are needed and not here.
missing() {
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || echo postgresql
	command -v chromium >/dev/null || echo chromium
	command -v pdftotext >/dev/null || echo poppler-utils
	command -v zbarimg >/dev/null || echo zbar-tools
	fc-list 2>/dev/null | grep -q 'Noto ' || echo fonts-noto-core fontconfig
	command -v soffice >/dev/null || echo libreoffice-writer-nogui # opens the letters
	command -v khal >/dev/null || echo khal # reads the calendars, as do the two below
	command -v vdirsyncer >/dev/null || echo vdirsyncer
	/usr/bin/python3 -c 'import icalendar' 2>/dev/null || echo python3-icalendar
	command -v gcc >/dev/null || echo gcc libc6-dev # the race detector needs it
}

tools() {
	command -v go >/dev/null || { echo "Go is missing: https://go.dev/dl/ (the version stands in go.mod)"; return 1; }
	local need
	need=$(missing | tr '\n' ' ')
	[ -z "$need" ] && return
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $need
	else
		echo "Please install ${need% } (on Debian: sudo apt-get install ${need% })."
		return 1
	fi
}

database() {
	[ -n "${PAMONG_TEST_POSTGRES:-}" ] && return
	postgres_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
	[ -n "$postgres_bin" ] || postgres_bin=$(dirname "$(command -v initdb)")
	mkdir "$tmp/pg"
	[ "$(id -u)" = 0 ] && chown postgres "$tmp/pg"
	as_postgres "$postgres_bin/initdb -D $tmp/pg/data -A trust -U postgres -E UTF8 --no-sync" >/dev/null || return 1
	local port
	for port in $(shuf -i 20000-32000 -n 10); do
		if as_postgres "$postgres_bin/pg_ctl -D $tmp/pg/data -l $tmp/pg/log -w start \
			-o '-p $port -k $tmp/pg -c listen_addresses=127.0.0.1 -c max_connections=300 -c fsync=off'" >/dev/null; then
			export PAMONG_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres?sslmode=disable"
			return
		fi
	done
	cat "$tmp/pg/log"
	return 1
}

format() {
	local untidy
	untidy=$(gofmt -s -l cmd internal)
	[ -z "$untidy" ] || { printf 'run gofmt -s -w on:\n%s\n' "$untidy"; return 1; }
}

build() {
	go build -o "$tmp/pamong" ./cmd/pamong || return 1
	export PAMONG_TEST_BINARY="$tmp/pamong"
}

# tests ARGUMENTS… runs go test, shows the packages that fail, and refuses
# skipped tests.
tests() {
	local log="$tmp/log.$BASHPID" code=0
	go test -v -vet=off -timeout 20m "$@" >"$log" 2>&1 || code=$?
	awk '/^(ok|FAIL|\?)[ \t]+[^ \t]+/ { if ($1 == "FAIL") printf "%s%s\n", block, $0; block = ""; next }
		!/^(=== |[ ]*--- PASS|PASS$)/ { block = block $0 "\n" }
		END { if (block != "" && '$code') printf "%s", block }' "$log"
	if grep -E '^ *--- SKIP' "$log"; then
		echo "a skipped test proves nothing: install what it needs or remove it"
		code=1
	fi
	echo "$(grep -cE '^ *--- PASS' "$log" || true) tests passed"
	return $code
}

walks=pamong/internal/walk
program=pamong/internal/app

# What happens at the same time is watched by the race detector: the acts of
# every house, and all first pages at once. Nothing happens at the same time in
# the stories that the whole program tells by command, where the tree's own
# tests read the source, and where one file is read from top to bottom. SQLite's
# own engine has its own locks; watching it would take half the time.
alone="$program pamong/internal/arch pamong/internal/kit/sheet"
# Four packages run at a time, since tests wait too: for a database, for jobs.
# The timetable engine is arithmetic of one goroutine, ten times as slow when watched.
watched=(-race '-gcflags=modernc.org/sqlite/lib=-race=false' '-gcflags=pamong/internal/kit/timetable=-race=false')
acts_and_rules() { CGO_ENABLED=1 tests "${watched[@]}" -p 4 $(go list ./... | grep -vxF "$(printf '%s\n' $walks $alone)"); }
pages_at_once() { CGO_ENABLED=1 tests "${watched[@]}" -run AtOnce "$program"; }
whole_program() { tests -p 1 $alone; }
browser_walks() { tests -parallel 3 "$walks"; }

# whole_and_walks runs both at the same time, since a walk often waits: together
# they keep both cores busy.
whole_and_walks() {
	local code=0 beside
	whole_program >"$tmp/whole_program" 2>&1 &
	beside=$!
	browser_walks || code=1
	wait $beside || code=1
	cat "$tmp/whole_program"
	return $code
}

need "tools" tools
need "throwaway PostgreSQL" database
step "format" format
step "vet" go vet ./...
step "staticcheck" go tool -modfile=tools/lint.mod staticcheck ./...
step "build" build
step "acts and rules" acts_and_rules
step "pages at once" pages_at_once
step "whole program, browser walks" whole_and_walks
finished=yes
exit $failed
