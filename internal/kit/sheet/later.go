package sheet

func openODS(a *archive) (*Book, error) { return nil, refuse("sheet.unknown") }
func openXLS(s source) (*Book, error)   { return nil, refuse("sheet.unknown") }
