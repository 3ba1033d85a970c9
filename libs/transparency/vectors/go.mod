module tallystick/vectors

go 1.26.0

require (
	github.com/transparency-dev/tessera v1.0.2
	golang.org/x/mod v0.42.0
)
