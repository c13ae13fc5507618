package arch

import (
	"go/ast"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// tables returns the folder that owns each table, by its schema files.
func tables(t *testing.T) map[string]string {
	t.Helper()
	create := regexp.MustCompile(`(?i)CREATE TABLE (?:IF NOT EXISTS )?(\w+)`)
	owner := map[string]string{}
	for _, path := range find(t, ".sql") {
		dir := filepath.Dir(filepath.Dir(path))
		for _, m := range create.FindAllStringSubmatch(readFile(t, path), -1) {
			if owner[m[1]] != "" {
				t.Errorf("%s: the table %s is made in %s too", path, m[1], owner[m[1]])
			}
			if !strings.HasPrefix(m[1], filepath.Base(dir)+"_") {
				t.Errorf("%s: the table %s does not begin with the name of its house", path, m[1])
			}
			owner[m[1]] = dir
		}
	}
	return owner
}

// tableOwners holds that only the house that made a table names it in SQL.
func tableOwners(t *testing.T, tr *tree) {
	owner := tables(t)
	word := regexp.MustCompile(`\b[a-z]+(?:_[a-z]+)+\b`)
	sql := regexp.MustCompile(`(?i)\b(FROM|JOIN|INTO|UPDATE|TABLE)\s+[a-z]`)
	for _, f := range tr.files {
		if f.generated {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || !sql.MatchString(literal(lit)) {
				return true
			}
			for _, name := range word.FindAllString(literal(lit), -1) {
				home := owner[name]
				if home != "" && f.dir != home && f.dir != home+"/"+filepath.Base(home)+"test" && !tr.excuse("table", f.path) {
					t.Errorf("%s: names %s, a table of %s", tr.at(n), name, home)
				}
			}
			return true
		})
	}
}

// migrationNumbers holds that the numbers of the schema files are unique over
// all houses, since they say the order of the migrations.
func migrationNumbers(t *testing.T, _ *tree) {
	name := regexp.MustCompile(`^(\d{4})_[a-z_]+\.sql$`)
	taken := map[string]string{}
	for _, path := range find(t, ".sql") {
		m := name.FindStringSubmatch(filepath.Base(path))
		if m == nil || filepath.Base(filepath.Dir(path)) != "schema" {
			t.Errorf("%s: want schema/NNNN_house.sql", path)
			continue
		}
		if taken[m[1]] != "" {
			t.Errorf("%s: %s has the number %s already", path, taken[m[1]], m[1])
		}
		taken[m[1]] = path
	}
}
