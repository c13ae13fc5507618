package roster

import (
	"slices"

	"pamong/internal/org"
)

// Field is what a column of a spreadsheet means.
type Field string

// The fields that an import knows. Unit is a unit below Office; Place is one
// column that says both, as "unit, office".
const (
	FieldNumber        Field = "number"
	FieldNIP           Field = "nip"
	FieldName          Field = "name"
	FieldFront         Field = "front_title"
	FieldBack          Field = "back_title"
	FieldSex           Field = "sex"
	FieldBorn          Field = "born"
	FieldGolongan      Field = "golongan"
	FieldGolonganID    Field = "golongan_id"
	FieldPosition      Field = "position"
	FieldPositionKind  Field = "position_kind"
	FieldKindID        Field = "position_kind_id"
	FieldPositionSIASN Field = "position_siasn"
	FieldPlace         Field = "place"
	FieldOffice        Field = "office"
	FieldUnit          Field = "unit"
	FieldUnitSIASN     Field = "unit_siasn"
	FieldEducation     Field = "education"
	FieldLevel         Field = "level"
	FieldTMT           Field = "tmt"
	FieldSKNumber      Field = "sk_number"
	FieldSKDate        Field = "sk_date"
	FieldSelection     Field = "selection"
	FieldPhone         Field = "phone"
	FieldEmail         Field = "email"
	FieldOfficeEmail   Field = "office_email"
	FieldStatus        Field = "status"
	FieldStanding      Field = "standing"
	FieldStandingID    Field = "standing_id"
	FieldPNSNumber     Field = "pns_number"
	FieldPNSDate       Field = "pns_date"
	FieldPNSTMT        Field = "pns_tmt"
	FieldSIASN         Field = "siasn"
	FieldNIK           Field = "nik"
	FieldBirthPlace    Field = "birth_place"
	FieldReligion      Field = "religion"
	FieldAddress       Field = "address"
	FieldWorkYears     Field = "work_years"
	FieldWorkMonths    Field = "work_months"
	FieldIgnored       Field = "ignored" // dropped at the door
)

// Fields lists what an officer may map a column to, in the order of a page.
var Fields = []Field{FieldNIP, FieldName, FieldFront, FieldBack, FieldSex, FieldBorn, FieldGolongan, FieldPosition, FieldPositionKind,
	FieldPlace, FieldOffice, FieldUnit, FieldEducation, FieldLevel, FieldTMT, FieldSKNumber, FieldSKDate, FieldSelection,
	FieldPhone, FieldEmail, FieldOfficeEmail, FieldNumber}

// privateFields are kept only while a purpose of the agency needs them, and
// encrypted then.
var privateFields = []Field{FieldNIK, FieldBirthPlace, FieldReligion, FieldAddress, FieldWorkYears, FieldWorkMonths}

func (f Field) private() bool { return slices.Contains(privateFields, f) }

// Known reports whether a column may be mapped to the field.
func (f Field) Known() bool { return f == FieldIgnored || slices.Contains(Fields, f) }

// Purpose is why an agency keeps private data.
type Purpose string

// The purposes, and what each needs.
const (
	PurposeSmartbangkom Purpose = "smartbangkom"
	PurposeOath         Purpose = "oath"
	PurposeDecree       Purpose = "decree"
	PurposeSignature    Purpose = "signature"
	PurposeSTTP         Purpose = "sttp"
)

// PurposeFields says which private fields a purpose needs.
var PurposeFields = map[Purpose][]Field{
	PurposeSmartbangkom: {FieldNIK, FieldBirthPlace, FieldReligion, FieldAddress},
	PurposeOath:         {FieldReligion, FieldBirthPlace},
	PurposeDecree:       {FieldBirthPlace, FieldWorkYears, FieldWorkMonths, FieldAddress},
	PurposeSignature:    {FieldNIK},
	PurposeSTTP:         {FieldBirthPlace},
}

// headers says what the columns of lists are called, folded: the SIASN export
// "data utama" by its own names, and what offices write.
var headers = map[string]Field{
	"pns id": FieldSIASN, "nip baru": FieldNIP, "nip": FieldNIP, "nomor induk pegawai": FieldNIP, "nip cpns": FieldNIP, "nip pns": FieldNIP, "nip 18 digit": FieldNIP,
	"nama": FieldName, "nama lengkap": FieldName, "nama peserta": FieldName, "nama pegawai": FieldName, "nama lengkap dan gelar": FieldName, "nama dan gelar": FieldName, "nama lengkap dengan gelar": FieldName, "nama gelar": FieldName, "name": FieldName,
	"gelar depan": FieldFront, "gelar belakang": FieldBack,
	"tanggal lahir": FieldBorn, "tgl lahir": FieldBorn, "date of birth": FieldBorn,
	"jenis kelamin": FieldSex, "l p": FieldSex, "jk": FieldSex, "kelamin": FieldSex, "sex": FieldSex, "jenis kelamin l p": FieldSex,
	"nomor hp": FieldPhone, "no hp": FieldPhone, "no hp wa": FieldPhone, "no wa": FieldPhone, "nomor wa": FieldPhone, "telepon": FieldPhone, "no telepon": FieldPhone, "no telp": FieldPhone, "hp": FieldPhone, "no handphone": FieldPhone, "nomor telepon": FieldPhone, "phone": FieldPhone,
	"email": FieldEmail, "e mail": FieldEmail, "alamat email": FieldEmail, "surel": FieldEmail, "email pribadi": FieldEmail,
	"email gov": FieldOfficeEmail, "email dinas": FieldOfficeEmail, "email kantor": FieldOfficeEmail,
	"kedudukan hukum id": FieldStandingID, "kedudukan hukum nama": FieldStanding, "kedudukan hukum": FieldStanding, "status cpns pns": FieldStatus,
	"nomor sk cpns": FieldSKNumber, "no sk cpns": FieldSKNumber, "nomor sk": FieldSKNumber, "no sk": FieldSKNumber, "sk cpns nomor": FieldSKNumber,
	"tanggal sk cpns": FieldSKDate, "tgl sk cpns": FieldSKDate, "tanggal sk": FieldSKDate, "tgl sk": FieldSKDate, "sk cpns tanggal": FieldSKDate,
	"tmt cpns": FieldTMT, "tmt": FieldTMT, "tmt sk cpns": FieldTMT, "tanggal mulai tugas": FieldTMT,
	"nomor sk pns": FieldPNSNumber, "tanggal sk pns": FieldPNSDate, "tmt pns": FieldPNSTMT,
	"gol awal id": FieldGolonganID, "gol awal nama": FieldGolongan, "gol ruang": FieldGolongan, "golongan": FieldGolongan, "gol": FieldGolongan, "golongan ruang": FieldGolongan, "pangkat gol": FieldGolongan, "pangkat golongan": FieldGolongan, "pangkat gol ruang": FieldGolongan, "pangkat golongan ruang": FieldGolongan,
	"jenis jabatan id": FieldKindID, "jenis jabatan nama": FieldPositionKind, "jenis jabatan": FieldPositionKind, "jabatan id": FieldPositionSIASN, "jabatan nama": FieldPosition, "jabatan": FieldPosition, "nama jabatan": FieldPosition, "formasi jabatan": FieldPosition, "jabatan formasi": FieldPosition, "formasi": FieldPosition,
	"tingkat pendidikan nama": FieldLevel, "tingkat pendidikan": FieldLevel, "pendidikan nama": FieldEducation, "pendidikan": FieldEducation, "pendidikan terakhir": FieldEducation, "kualifikasi pendidikan": FieldEducation,
	"unor id": FieldUnitSIASN, "unor nama": FieldUnit, "unor": FieldUnit, "sub unit": FieldUnit, "sub unit kerja": FieldUnit, "unit organisasi": FieldUnit, "satuan kerja kerja nama": FieldOffice,
	"unit kerja": FieldPlace, "unit": FieldPlace, "tempat tugas": FieldPlace, "instansi unit kerja": FieldPlace, "satuan kerja": FieldPlace, "unit kerja penempatan": FieldPlace, "penempatan": FieldPlace,
	"perangkat daerah": FieldOffice, "opd": FieldOffice, "skpd": FieldOffice, "dinas": FieldOffice, "nama opd": FieldOffice, "perangkat daerah opd": FieldOffice,
	"seleksi": FieldSelection, "tahun seleksi": FieldSelection, "formasi tahun": FieldSelection, "tahun formasi": FieldSelection,
	"no": FieldNumber, "nomor": FieldNumber, "no urut": FieldNumber,
	"nik": FieldNIK, "no ktp": FieldNIK, "nomor ktp": FieldNIK, "nomor induk kependudukan": FieldNIK, "nik ktp": FieldNIK,
	"tempat lahir nama": FieldBirthPlace, "tempat lahir": FieldBirthPlace, "agama nama": FieldReligion, "agama": FieldReligion,
	"alamat": FieldAddress, "alamat rumah": FieldAddress, "alamat domisili": FieldAddress, "mk tahun": FieldWorkYears, "mk bulan": FieldWorkMonths,
	"nip lama": FieldIgnored, "tempat lahir id": FieldIgnored, "agama id": FieldIgnored, "jenis kawin id": FieldIgnored, "jenis kawin nama": FieldIgnored,
	"npwp nomor": FieldIgnored, "npwp": FieldIgnored, "bpjs": FieldIgnored, "jenis pegawai id": FieldIgnored, "jenis pegawai nama": FieldIgnored, "kartu asn virtual": FieldIgnored,
	"gol akhir id": FieldIgnored, "gol akhir nama": FieldIgnored, "tmt golongan": FieldIgnored, "tmt jabatan": FieldIgnored, "tingkat pendidikan id": FieldIgnored, "pendidikan id": FieldIgnored,
	"tahun lulus": FieldIgnored, "kpkn id": FieldIgnored, "kpkn nama": FieldIgnored, "lokasi kerja id": FieldIgnored, "lokasi kerja nama": FieldIgnored,
	"instansi induk id": FieldIgnored, "instansi induk nama": FieldIgnored, "instansi kerja id": FieldIgnored, "instansi kerja nama": FieldIgnored,
	"satuan kerja induk id": FieldIgnored, "satuan kerja induk nama": FieldIgnored, "satuan kerja kerja id": FieldIgnored, "is valid nik": FieldIgnored,
	"nama sekolah": FieldIgnored, "flag ikd": FieldIgnored, "eselon id": FieldIgnored, "eselon nama": FieldIgnored, "no kk": FieldIgnored, "status perkawinan": FieldIgnored, "agama kepercayaan": FieldReligion,
	"baris": FieldIgnored, "hasil periksa": FieldIgnored, "row": FieldIgnored, "result": FieldIgnored, // of the faulty rows that people download and mend
}

// FieldOf returns what a column of that title means, first by what the agency
// has said before; false when nobody has said.
func FieldOf(title string, own map[string]Field) (Field, bool) {
	key := org.Fold(title)
	if f, ok := own[key]; ok {
		return f, true
	}
	f, ok := headers[key]
	return f, ok
}
