package roster

import "strings"

// value returns where a person keeps a field, nil for fields that are no
// single value.
func (p *Person) value(f Field) *string {
	switch f {
	case FieldNIP:
		return &p.NIP
	case FieldName:
		return &p.Name
	case FieldSex:
		return &p.Sex
	case FieldBorn:
		return (*string)(&p.Born)
	case FieldEmail:
		return &p.Email
	case FieldOfficeEmail:
		return &p.OfficeEmail
	case FieldPhone:
		return &p.Phone
	case FieldSIASN:
		return &p.SIASN
	}
	return p.Appointment.value(f)
}

func (a *Appointment) value(f Field) *string {
	switch f {
	case FieldSKNumber:
		return &a.SKNumber
	case FieldSKDate:
		return (*string)(&a.SKDate)
	case FieldTMT:
		return (*string)(&a.TMT)
	case FieldGolongan:
		return &a.Golongan
	case FieldPosition:
		return &a.Position
	case FieldPositionKind:
		return &a.PositionKind
	case FieldPositionSIASN:
		return &a.PositionSIASN
	case FieldEducation:
		return &a.Education
	case FieldLevel:
		return &a.Level
	case FieldSelection:
		return &a.Selection
	case FieldStatus:
		return &a.Status
	case FieldStanding:
		return &a.Standing
	case FieldUnitSIASN:
		return &a.UnitSIASN
	case FieldPNSNumber:
		return &a.PNSNumber
	case FieldPNSDate:
		return (*string)(&a.PNSDate)
	case FieldPNSTMT:
		return (*string)(&a.PNSTMT)
	}
	return nil
}

// personFields stand on the person, appointmentFields on the dated facts.
var (
	personFields      = []Field{FieldName, FieldSex, FieldBorn, FieldEmail, FieldOfficeEmail, FieldPhone, FieldSIASN}
	appointmentFields = []Field{FieldSKNumber, FieldSKDate, FieldTMT, FieldGolongan, FieldPosition, FieldPositionKind, FieldPositionSIASN, FieldEducation, FieldLevel,
		FieldSelection, FieldStatus, FieldStanding, FieldUnitSIASN, FieldPNSNumber, FieldPNSDate, FieldPNSTMT}
)

// Change is one value that becomes another.
type Change struct {
	Field Field  `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// changes lists what differs from one state of a person to another.
func changes(from, to *Person) []Change {
	var list []Change
	for _, fields := range [][]Field{personFields, appointmentFields} {
		for _, f := range fields {
			if a, b := *from.value(f), *to.value(f); a != b {
				list = append(list, Change{f, a, b})
			}
		}
	}
	return list
}

// filledBy returns the person with what a list says: empty values of the list
// change nothing, nor does a name that differs only in its capitals.
func (p Person) filledBy(list *Person) Person {
	for _, fields := range [][]Field{personFields, appointmentFields} {
		for _, f := range fields {
			own, said := p.value(f), *list.value(f)
			if said != "" && !(f == FieldName && strings.EqualFold(*own, said)) {
				*own = said
			}
		}
	}
	return p
}

// Text returns a field as it is stored, "" for unknown fields.
func (p *Person) Text(f Field) string {
	if v := p.value(f); v != nil {
		return *v
	}
	return ""
}

// Put sets a field; unknown fields change nothing. The acts judge the value.
func (p *Person) Put(f Field, text string) {
	if v := p.value(f); v != nil {
		*v = text
	}
}
