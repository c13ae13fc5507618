package regulationweb

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAListOfDaysThatIsNoYearIsNotShownAgain(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for name, value := range map[string]string{"year": "2025", "layer": "regional", "basis_number": "1", "basis_date": "2025-01-01", "basis_about": "x"} {
			if err := form.WriteField(name, value); err != nil {
				t.Fatal(err)
			}
		}
		file, err := form.CreateFormFile("file", "libur.csv")
		if err != nil {
			t.Fatal(err)
		}
		file.Write([]byte("Tanggal,Nama,Jenis\n" + strings.Repeat("2025-01-01,Libur,bukan jenis\n", 20_000)))
		form.Close()
		r := httptest.NewRequest("POST", "/a/pontianak/rules/holidays/new", &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		if w.Code != 422 || w.Body.Len() > 100_000 {
			t.Errorf("status %d with a page of %d bytes", w.Code, w.Body.Len())
		}
	})
}
