# The five things one does with the source.
.PHONY: demo test bench generate build

demo: ## the running system with two invented cities
	go run ./cmd/pamong demo

test: ## everything that must hold, on both databases and in a browser
	tools/test.sh

bench: ## the running program beside what the machine can do, then the pure rules
	go run ./tools/bench
	go test -run '^$$' -bench . -benchmem ./...

generate: ## Go code of the templates
	go tool templ generate -path internal

build: ## static programs for Linux, Windows and macOS, into dist/
	tools/build.sh
