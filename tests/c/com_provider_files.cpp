// Files of the generic provider in examples-c/provider: transparent ones of any length and those of records, on virtual
// cards with the profiles of the arguments, and cards of a script that give too little, too much or nonsense.
#include "com_provider.h"

static const LONG size = 70000;

static BYTE counter(LONG at)
{
    return static_cast<BYTE>(at >> 16 ^ at >> 8 ^ at);
}

static Bytes counters(LONG from, LONG count)
{
    Bytes bytes;
    for (LONG at = from; at < from + count; at++)
        bytes.push_back(counter(at));
    return bytes;
}

static HSCARD_FILE opened(ISCardFileAccess *files, const char16_t *path, REFTYPE type = SC_TYPE_BY_ID)
{
    HSCARD_FILE file = 0;
    EXPECT(S_OK, files->Open(type, scard_com_text(path), &file));
    return file;
}

static void refused(HRESULT wanted, ISCardFileAccess *files, HSCARD_FILE file)
{
    readAll(files, file, 0);
    LONG count = 1;
    Ref<IByteBuffer> data;
    EXPECT(wanted, files->Read(file, &count, 0, data.slot()));
    CHECK(count == 0 && !data.get());
}

static const SEEKTYPE beginning = SC_SEEK_FROM_BEGINNING, end = SC_SEEK_FROM_END, relative = SC_SEEK_RELATIVE;

/* Offsets of every width, and the borders between them. */
static void a_long_file(ISCardFileAccess *files, HSCARD_FILE file)
{
    Bytes all = readAll(files, file, size + 1000);
    CHECK(all == counters(0, size));
    refused(SCARD_W_EOF, files, file);
    static const LONG borders[] = {0x7F00, 0x7FFF, 0x8000, 0xFF80, 0xFFFF, 0x10000};
    for (LONG from : borders)
        for (LONG count : {1, 250, 253, 254, 300}) {
            EXPECT(S_OK, seek(files, file, beginning, from));
            CHECK(readAll(files, file, count) == counters(from, count));
        }
    EXPECT(S_OK, seek(files, file, end, -3));
    CHECK(readAll(files, file, 9) == counters(size - 3, 3));
    EXPECT(S_OK, seek(files, file, beginning, size));
    refused(SCARD_W_EOF, files, file);
    EXPECT(S_OK, seek(files, file, relative, 1));
    refused(SCARD_E_BAD_SEEK, files, file);
    EXPECT(SCARD_E_BAD_SEEK, seek(files, file, beginning, 0x1000001));
    EXPECT(S_OK, seek(files, file, beginning, 0x1000000));
    refused(SCARD_E_BAD_SEEK, files, file);

    for (LONG from : {0x7F00, 0xFF00})
        for (LONG count : {1, 247, 248, 256, 700}) {
            const Bytes fresh(static_cast<size_t>(count), static_cast<BYTE>(count));
            EXPECT(S_OK, seek(files, file, beginning, from));
            EXPECT(S_OK, files->Write(file, buffer(fresh).get(), 0));
            CHECK(readAll(files, file, 2) == counters(from + count, 2));
            EXPECT(S_OK, seek(files, file, beginning, from));
            CHECK(readAll(files, file, count) == fresh);
            EXPECT(S_OK, seek(files, file, beginning, from));
            EXPECT(S_OK, files->Write(file, buffer(counters(from, count)).get(), 0));
        }
}

/* A write that does not fit leaves the file and the position as they were. */
static void a_write_beyond_the_end(ISCardFileAccess *files, HSCARD_FILE file, bool tells)
{
    for (size_t count : {static_cast<size_t>(11), static_cast<size_t>(300)}) {
        EXPECT(S_OK, seek(files, file, end, -10));
        if (count == 11 || tells) {
            EXPECT(SCARD_E_WRITE_TOO_MANY, files->Write(file, buffer(Bytes(count, 0xEE)).get(), 0));
            CHECK(readAll(files, file, 20) == counters(size - 10, 10));
        }
    }
    EXPECT(S_OK, seek(files, file, end, 0));
    EXPECT(SCARD_E_BAD_SEEK, files->Write(file, text("x").get(), 0));
    EXPECT(SCARD_E_BAD_SEEK, files->Write(file, buffer(Bytes(300, 0xEE)).get(), 0));
}

static void a_file_of_32_kib(ISCardFileAccess *files)
{
    HSCARD_FILE file = opened(files, u"3F00/0101");
    CHECK(readAll(files, file, 40000) == counters(0, 0x8000));
    refused(SCARD_W_EOF, files, file);
}

static void write(ISCardFileAccess *files, HSCARD_FILE file, const char *digits, HRESULT wanted = S_OK)
{
    EXPECT(wanted, files->Write(file, buffer(hex(digits)).get(), 0));
}

/* Open it anew each time: the first command is what tells that it has records. */
static void records(ISCardFileAccess *files, const char16_t *fixed, const char16_t *variable, const char16_t *cyclic,
                    const char16_t *log, REFTYPE type)
{
    HSCARD_FILE file = opened(files, fixed, type);
    CHECK(readAll(files, file, 100) == hex("11111111"));
    CHECK(readAll(files, file, 4) == hex("22222222"));
    refused(SCARD_W_EOF, files, file);
    EXPECT(S_OK, seek(files, file, relative, -1));
    LONG count = 3;
    Ref<IByteBuffer> data;
    EXPECT(SCARD_E_INSUFFICIENT_BUFFER, files->Read(file, &count, 0, data.slot()));
    CHECK(count == 4 && !data.get());
    CHECK(readAll(files, file, count) == hex("22222222"));
    write(files, file, "333333", SCARD_E_UNEXPECTED); /* records of this file have four bytes */
    write(files, file, "33333333");
    write(files, file, "44444444", SCARD_E_WRITE_TOO_MANY);
    file = opened(files, fixed, type);
    write(files, file, "55555555");
    CHECK(readAll(files, file, 100) == hex("22222222"));
    EXPECT(S_OK, seek(files, file, end, -1));
    CHECK(readAll(files, file, 100) == hex("33333333"));
    EXPECT(SCARD_E_BAD_SEEK, seek(files, file, end, -4));
    EXPECT(S_OK, seek(files, file, end, 0));
    refused(SCARD_W_EOF, files, file);
    EXPECT(S_OK, seek(files, file, relative, -3));
    CHECK(readAll(files, file, 100) == hex("55555555"));
    write(files, file, "22222222");
    EXPECT(S_OK, seek(files, file, beginning, 3));
    refused(SCARD_W_EOF, files, file);
    for (LONG beyond : {4, 253, 254, 255, 1000}) {
        EXPECT(S_OK, seek(files, file, beginning, beyond));
        refused(SCARD_E_BAD_SEEK, files, file);
        write(files, file, "44444444", SCARD_E_BAD_SEEK);
    }

    file = opened(files, variable, type);
    refused(SCARD_W_EOF, files, file);
    write(files, file, "0102"); /* the first */
    write(files, file, "03");
    const Bytes longest(255, 0xEE);
    EXPECT(S_OK, seek(files, file, end, 0));
    EXPECT(S_OK, files->Write(file, buffer(longest).get(), 0));
    EXPECT(S_OK, seek(files, file, beginning, 0));
    CHECK(readAll(files, file, 300) == hex("0102"));
    CHECK(readAll(files, file, 300) == hex("03"));
    CHECK(readAll(files, file, 300) == longest);
    EXPECT(S_OK, seek(files, file, beginning, 1));
    write(files, file, "040506");
    EXPECT(S_OK, seek(files, file, relative, -1));
    CHECK(readAll(files, file, 300) == hex("040506"));
    for (int number = 4; number <= 254; number++) {
        EXPECT(S_OK, seek(files, file, end, 0));
        write(files, file, "07");
    }
    write(files, file, "08", SCARD_E_WRITE_TOO_MANY);
    EXPECT(S_OK, seek(files, file, beginning, 253));
    CHECK(readAll(files, file, 300) == hex("07"));
    refused(SCARD_W_EOF, files, file);
    EXPECT(S_OK, seek(files, file, beginning, 254));
    refused(SCARD_W_EOF, files, file);

    file = opened(files, cyclic, type);
    CHECK(readAll(files, file, 300) == hex("0002"));
    EXPECT(S_OK, seek(files, file, end, 0));
    write(files, file, "0003");
    write(files, file, "0004"); /* over the oldest */
    write(files, file, "0005");
    refused(SCARD_W_EOF, files, file);
    EXPECT(S_OK, seek(files, file, relative, -3));
    CHECK(readAll(files, file, 300) == hex("0005"));
    CHECK(readAll(files, file, 300) == hex("0004"));
    CHECK(readAll(files, file, 300) == hex("0003"));
    refused(SCARD_W_EOF, files, file);
    EXPECT(S_OK, seek(files, file, beginning, 1));
    write(files, file, "0044");
    EXPECT(S_OK, seek(files, file, beginning, 1));
    CHECK(readAll(files, file, 300) == hex("0044"));

    file = opened(files, log, type);
    refused(SCARD_W_SECURITY_VIOLATION, files, file);
    EXPECT(SCARD_W_SECURITY_VIOLATION, seek(files, file, end, -1));
    EXPECT(S_OK, seek(files, file, end, 0));
    write(files, file, "BB");
    write(files, file, "CC");
    write(files, file, "DD", SCARD_E_WRITE_TOO_MANY);
}

static void a_virtual_card(const char *profile)
{
    const char *by_path = "Files by path", *by_short = "Files by short identifier";
    EXPECT(SCARD_HR_OK, scard_virtual_reader_add(by_path, profile));
    EXPECT(SCARD_HR_OK, scard_virtual_reader_add(by_short, profile));
    Ref<ISCardManage> manage;
    Ref<ISCardFileAccess> files;
    EXPECT(S_OK, provider::create(NULL, manage.slot()));
    EXPECT(S_OK, manage->CreateFileAccess(files.slot()));
    if (EXPECT(S_OK, manage->AttachByIFD(u"Files by path"))) {
        HSCARD_FILE file = opened(files.get(), u"3F00/0102");
        a_long_file(files.get(), file);
        a_write_beyond_the_end(files.get(), file, true);
        a_file_of_32_kib(files.get());
        records(files.get(), u"3F00/0201", u"0202", u"0203", u"3F00/0204", SC_TYPE_BY_ID);
    }
    if (EXPECT(S_OK, manage->AttachByIFD(u"Files by short identifier"))) {
        HSCARD_FILE file = opened(files.get(), u"2", SC_TYPE_BY_SHORT);
        a_long_file(files.get(), file);
        a_write_beyond_the_end(files.get(), file, false);
        records(files.get(), u"5", u"06", u"3F00/7", u"8", SC_TYPE_BY_SHORT);
        /* Records by short identifier make their file the selected one; this one is selected again. */
        EXPECT(S_OK, seek(files.get(), file, beginning, 0));
        HSCARD_FILE other = opened(files.get(), u"5", SC_TYPE_BY_SHORT);
        CHECK(readAll(files.get(), other, 4) == hex("55555555"));
        CHECK(readAll(files.get(), file, 300) == counters(0, 300));
    }
    EXPECT(S_OK, manage->Detach());
    EXPECT(SCARD_HR_OK, scard_virtual_reader_remove(by_path));
    EXPECT(SCARD_HR_OK, scard_virtual_reader_remove(by_short));
}

static HSCARD_FILE selected(Scripted &p)
{
    p.next("00 A4 00 00 02 3F 00", "9000");
    p.next("00 A4 02 00 02 44 01", "9000");
    return opened(p.files.get(), u"3F00/4401");
}

static std::string repeated(const char *byte, int count)
{
    std::string all;
    while (count-- > 0)
        all += byte;
    return all;
}

static void lengths_of_t1()
{
    Scripted p;
    HSCARD_FILE file = selected(p);
    p.next("00 B0 00 00 08", "6C 04");
    p.next("00 B0 00 00 04", "01 02 03 04 9000");
    p.next("00 B0 00 04 04", "05 6282");
    CHECK(readAll(p.files.get(), file, 8) == hex("01 02 03 04 05"));
    p.next("00 B0 00 05 06", "06 61 03");
    p.next("00 C0 00 00 03", "07 08 61 01");
    p.next("00 C0 00 00 01", "09 9000");
    p.next("00 B0 00 09 02", "0A 0B 61 10"); /* all that was wanted, and more that was not */
    CHECK(readAll(p.files.get(), file, 6) == hex("06 07 08 09 0A 0B"));
    p.next("00 B0 00 0B 01", "0C 0D 0E 9000"); /* more than was asked for */
    CHECK(readAll(p.files.get(), file, 1) == hex("0C"));
    p.next("00 B0 00 0C 02", "6C 01");
    p.next("00 B0 00 0C 01", "6C 02"); /* it does not know what it wants */
    LONG count = 2;
    Ref<IByteBuffer> data;
    EXPECT(SCARD_E_UNEXPECTED, p.files->Read(file, &count, 0, data.slot()));
}

static void nonsense()
{
    Scripted p;
    HSCARD_FILE file = selected(p);
    p.next("00 B0 00 00 03", "01 9000");
    p.next("00 B0 00 01 02", "02 6281");
    LONG count = 3;
    Ref<IByteBuffer> data;
    EXPECT(SCARD_E_UNEXPECTED, p.files->Read(file, &count, 0, data.slot()));
    CHECK(count == 0 && !data.get());
    p.next("00 B0 00 00 01", "01 9000"); /* the position stayed */
    readAll(p.files.get(), file, 1);
    for (int sent = 0; sent < 1024; sent++)
        p.next(sent == 0 ? "00 B0 00 01 00" : "00 C0 00 00 01", "61 01");
    p.next("00 C0 00 00 01", "61 01");
    count = 256;
    EXPECT(SCARD_E_UNEXPECTED, p.files->Read(file, &count, 0, data.slot()));
    /* Beyond 32,767, what is no data object, another one, or one that is longer than the reply. */
    EXPECT(S_OK, seek(p.files.get(), file, beginning, 0x8000));
    for (const char *reply : {"01 9000", "54 01 00 9000", "53 05 01 9000", "53 84 00 00 00 01 AA 9000"}) {
        p.next("00 B1 00 00 04 54 02 80 00 07", reply);
        refused(SCARD_E_UNEXPECTED, p.files.get(), file);
    }
    p.next("00 B1 00 00 04 54 02 80 00 07", "53 83 00 00 01 AA 9000");
    CHECK(readAll(p.files.get(), file, 1) == hex("AA"));
    p.next("00 B1 00 00 04 54 02 80 01 07", "53 02 AB AC 9000");
    CHECK(readAll(p.files.get(), file, 1) == hex("AB"));
    p.next("00 B1 00 00 04 54 02 80 02 07", "6282");
    refused(SCARD_W_EOF, p.files.get(), file);
}

static void a_card_without_odd_instructions()
{
    Scripted p;
    HSCARD_FILE file = selected(p);
    const std::string block = repeated("AA ", 256) + "9000";
    EXPECT(S_OK, seek(p.files.get(), file, beginning, 0x7F80));
    p.next("00 B0 7F 80 00", block.c_str());
    p.next("00 B1 00 00 04 54 02 80 80 32", "6D00");
    CHECK(readAll(p.files.get(), file, 300) == Bytes(256, 0xAA));
    p.next("00 B1 00 00 04 54 02 80 80 07", "6D00");
    refused(SCARD_E_UNSUPPORTED_FEATURE, p.files.get(), file);
    p.next("00 D7 00 00 07 54 02 80 80 53 01 78", "6D00");
    EXPECT(SCARD_E_UNSUPPORTED_FEATURE, p.files->Write(file, text("x").get(), 0));
}

/* Commands that give one byte each, until reading gives up; where it is then. */
static LONG little(Scripted &p, LONG from)
{
    LONG given = 0;
    for (; given <= 256 + given / 16; given++) {
        char command[32];
        const unsigned at = static_cast<unsigned>(from + given);
        snprintf(command, sizeof command, "00 B0 %02X %02X 00", at >> 8 & 0xFF, at & 0xFF);
        p.next(command, "AA 9000");
    }
    return from + given;
}

static void a_card_that_gives_little()
{
    Scripted p;
    HSCARD_FILE file = selected(p);
    const LONG given = little(p, 0);
    CHECK(readAll(p.files.get(), file, 1000) == Bytes(static_cast<size_t>(given), 0xAA));
    p.next("00 A4 00 04 02 44 01 00", "62 07 82 01 01 81 02 00 10 9000");
    little(p, little(p, 0));
    EXPECT(SCARD_E_UNEXPECTED, seek(p.files.get(), file, end, 0)); /* it goes on like that for ever */
}

static void writes_in_part()
{
    Scripted p;
    HSCARD_FILE file = selected(p);
    const std::string block = repeated(" EE", 255), first = "00 D6 00 00 FF" + block;
    const Bytes fresh(300, 0xEE);
    /* The card does not tell the length (81 is another one), and the second part fails; then all is done again. */
    for (const char *reply : {"6581", "63C3"}) {
        p.next("00 A4 00 04 02 44 01 00", "62 07 82 01 01 81 02 00 10 9000");
        p.next(first.c_str(), "9000");
        p.next(("00 D6 00 FF 2D" + repeated(" EE", 45)).c_str(), reply);
        EXPECT(reply[2] == '8' ? SCARD_E_UNEXPECTED : S_OK, p.files->Write(file, buffer(fresh).get(), 0));
    }
    p.next("00 D6 01 2C 01 78", "63C0"); /* no code is meant */
    EXPECT(S_OK, p.files->Write(file, text("x").get(), 0));
    p.next("00 D6 01 2D 01 78", "6381");
    EXPECT(SCARD_E_UNEXPECTED, p.files->Write(file, text("x").get(), 0));
    /* A card without FCP and with FCI. */
    p.next("00 A4 00 04 02 44 01 00", "6A86");
    p.next("00 A4 00 00 02 44 01 00", "6F 07 82 01 01 80 02 01 40 9000");
    EXPECT(SCARD_E_WRITE_TOO_MANY, p.files->Write(file, buffer(fresh).get(), 0));
}

static void the_length_is_found_by_reading()
{
    Scripted p;
    HSCARD_FILE file = selected(p);
    p.next("00 A4 00 04 02 44 01 00", "62 07 82 01 01 81 02 00 10 9000");
    p.next("00 B0 00 00 00", "01 02 03 9000");
    p.next("00 B0 00 03 00", "6B00");
    p.next("00 B0 00 03 00", "6282");
    EXPECT(S_OK, seek(p.files.get(), file, end, -1));
    p.next("00 B0 00 02 01", "03 9000");
    CHECK(readAll(p.files.get(), file, 1) == hex("03"));
}

static void empty_files()
{
    Scripted p;
    HSCARD_FILE file = selected(p), none = 1;
    for (const char *reply : {"6B00", "6282", "9000"}) {
        p.next("00 B0 00 00 01", reply);
        refused(SCARD_W_EOF, p.files.get(), file);
    }
    p.next("00 A4 00 04 02 44 01 00", "62 07 82 01 01 80 02 00 00 9000");
    EXPECT(S_OK, seek(p.files.get(), file, end, 0));
    p.next("00 D6 00 00 01 78", "6B00");
    EXPECT(SCARD_E_BAD_SEEK, p.files->Write(file, text("x").get(), 0));
    EXPECT(S_OK, p.files->Write(file, text("").get(), 0));
    /* By its short identifier: it may be another file that is selected then. */
    for (const char *reply : {"6B00", "6282", "9000"}) {
        p.next("00 B0 83 00 01", reply);
        EXPECT(SCARD_W_EOF, p.files->Open(SC_TYPE_BY_SHORT, u"3", &none));
        CHECK(none == 0);
    }
    p.next("00 A4 02 00 02 44 01", "9000");
    p.next("00 B0 00 00 01", "01 9000");
    readAll(p.files.get(), file, 1);
    p.next("00 B0 83 00 01", "01 6982"); /* no byte that came with a refusal counts */
    EXPECT(SCARD_W_SECURITY_VIOLATION, p.files->Open(SC_TYPE_BY_SHORT, u"3", &none));
}

static void commands_of_records()
{
    Scripted p;
    HSCARD_FILE file = selected(p);
    p.next("00 B0 00 00 01", "6981");
    p.next("00 B2 01 04 00", "01 02 9000");
    LONG count = 1;
    Ref<IByteBuffer> data;
    EXPECT(SCARD_E_INSUFFICIENT_BUFFER, p.files->Read(file, &count, 0, data.slot()));
    CHECK(count == 2 && !data.get());
    p.next("00 B2 01 04 00", "6C 02"); /* it is known to have records now */
    p.next("00 B2 01 04 02", "01 02 9000");
    CHECK(readAll(p.files.get(), file, 9) == hex("0102"));
    p.next("00 B2 02 04 00", (repeated("AA ", 256) + "61 02").c_str());
    p.next("00 C0 00 00 02", "BB BB 9000");
    CHECK(readAll(p.files.get(), file, 258).size() == 258);
    p.next("00 DC 03 04 01 78", "6A83");
    p.next("00 E2 00 00 01 78", "9000");
    EXPECT(S_OK, p.files->Write(file, text("x").get(), 0));
    p.next("00 E2 00 00 01 79", "63C1");
    EXPECT(S_OK, p.files->Write(file, text("y").get(), 0));
    EXPECT(S_OK, seek(p.files.get(), file, beginning, 7));
    p.next("00 DC 08 04 01 78", "6A83");
    p.next("00 B2 07 04 00", "6A83");
    EXPECT(SCARD_E_BAD_SEEK, p.files->Write(file, text("x").get(), 0));
    p.next("00 DC 08 04 01 78", "6982");
    EXPECT(SCARD_W_SECURITY_VIOLATION, p.files->Write(file, text("x").get(), 0));
    /* 6981 that comes later is no answer of a file of bytes. */
    HSCARD_FILE other;
    p.next("00 A4 02 00 02 44 02", "9000");
    EXPECT(S_OK, p.files->Open(SC_TYPE_BY_ID, u"4402", &other));
    p.next("00 B0 00 00 01", "01 9000");
    readAll(p.files.get(), other, 1);
    p.next("00 B0 00 01 01", "6981");
    refused(SCARD_E_UNEXPECTED, p.files.get(), other);
}

/* Without a command that succeeds, nobody knows whether a file of records is selected by its short identifier. */
static void records_by_short_identifier()
{
    Scripted p;
    HSCARD_FILE file = selected(p);
    for (int handle = 0; handle < 2; handle++) {
        p.next("00 B0 87 00 01", "6981");
        HSCARD_FILE empty = opened(p.files.get(), u"7", SC_TYPE_BY_SHORT);
        p.next("00 B2 01 3C 00", "6A83");
        refused(SCARD_W_EOF, p.files.get(), empty);
    }
    p.next("00 A4 02 00 02 44 01", "9000");
    p.next("00 B0 00 00 01", "01 9000");
    readAll(p.files.get(), file, 1);
    HSCARD_FILE log;
    p.next("00 B0 87 00 01", "6981");
    EXPECT(S_OK, p.files->Open(SC_TYPE_BY_SHORT, u"7", &log));
    EXPECT(S_OK, seek(p.files.get(), log, end, 0));
    p.next("00 E2 00 38 01 78", "9000");
    EXPECT(S_OK, p.files->Write(log, text("x").get(), 0));
}

static void a_new_file_of_records()
{
    Scripted p;
    BYTE descriptor[] = {0x02, 0x41, 0x00, 0x02, 0x05}, other[] = {0x12, 0x35}, directory[] = {0x38};
    TLV entries[] = {{0x82, 5, descriptor, TRUE}, {0x83, 2, other, FALSE}};
    TLV_TABLE table = {2, entries};
    p.next("00 A4 00 00 02 3F 00", "9000");
    p.next("00 E0 00 00 0D 62 0B 82 05 02 41 00 02 05 83 02 12 34", "9000");
    p.next("00 A4 00 00 02 3F 00", "9000");
    p.next("00 A4 02 00 02 12 34", "9000");
    p.next("00 DC 01 04 02 61 62", "6A83");
    p.next("00 E2 00 00 02 61 62", "9000");
    EXPECT(S_OK, p.files->Create(SC_TYPE_BY_ID, u"1234", table, 0, text("ab").get()));
    entries[1].Valid = TRUE; /* another identifier than that of the path */
    EXPECT(E_INVALIDARG, p.files->Create(SC_TYPE_BY_ID, u"1234", table, 0, text("ab").get()));
    entries[0].Value = directory;
    entries[0].Length = 1;
    entries[1].Valid = FALSE;
    EXPECT(E_INVALIDARG, p.files->Create(SC_TYPE_BY_ID, u"1234", table, 0, text("ab").get()));
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        a_virtual_card(argv[i]);
    lengths_of_t1();
    nonsense();
    a_card_without_odd_instructions();
    a_card_that_gives_little();
    writes_in_part();
    the_length_is_found_by_reading();
    empty_files();
    commands_of_records();
    records_by_short_identifier();
    a_new_file_of_records();
    return result();
}
