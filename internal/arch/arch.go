// Package arch tests the tree itself.
//
// Whoever changes the code meets these tests first: they hold the order of the
// houses (order.txt), the sizes of files and functions, that each table has
// one owner, that every message exists in both languages and is said
// somewhere, that generated code is fresh, and the habits of the house style.
// A rule that cannot hold at one place has a row in exceptions.csv with the
// reason; a row that is no longer needed fails. The package has no code of its
// own: everything is in its tests.
package arch
