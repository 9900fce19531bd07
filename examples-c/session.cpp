/*
 * session - scardssp in C++: sessions and locks that end by themselves, failures as exceptions. Reads the card's serial
 * number, which no other program can disturb.
 *
 *     session [READER]       the first reader if none is named; SCARDSSP_VIRTUAL=1 adds one with a card in it
 */
#define SCARD_NO_SHORT_NAMES // such as RESET, which other headers may have too
#include <scard.h>

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

/// A failed call: the code, its name, and a sentence that says what to do.
class Error : public std::runtime_error {
public:
    explicit Error(scard_hresult code)
        : std::runtime_error(std::string(scard_hresult_name(code)) + ": " + scard_hresult_message(code)), code_(code) {}
    scard_hresult code() const noexcept { return code_; }

private:
    scard_hresult code_;
};

void check(scard_hresult hr)
{
    if (SCARD_FAILED(hr))
        throw Error(hr);
}

/// A session with the card in a reader, from here to the end of the scope. It can be moved and not copied.
class Session {
public:
    explicit Session(const std::string &reader, SCARD_SHARE_MODES share = SCARD_SHARE_MODES_SHARED)
    {
        check(scard_attach_by_reader(reader.c_str(), share, SCARD_PROTOCOLS_T0 | SCARD_PROTOCOLS_T1, &card_));
    }
    Session(Session &&other) noexcept : card_(other.card_) { other.card_ = nullptr; }
    Session &operator=(Session &&) = delete;
    ~Session()
    {
        if (card_ != nullptr)
            scard_detach(card_, SCARD_DISPOSITIONS_LEAVE); // the session has ended whatever it returns
    }

    void reset() { check(scard_reattach(card_, SCARD_SHARE_MODES_SHARED, SCARD_DISPOSITIONS_RESET)); }

    /// The reply: data, then SW1 SW2. The card runs the command once, also if the reply is longer than expected.
    std::vector<uint8_t> transmit(const std::vector<uint8_t> &apdu)
    {
        std::vector<uint8_t> reply(258);
        uint32_t len = static_cast<uint32_t>(reply.size());
        scard_hresult hr =
            scard_transmit(card_, apdu.data(), static_cast<uint32_t>(apdu.size()), reply.data(), &len);
        if (hr == SCARD_HR_INSUFFICIENT_BUFFER) {
            reply.resize(len);
            hr = scard_transmit(card_, nullptr, 0, reply.data(), &len);
        }
        check(hr);
        reply.resize(len);
        return reply;
    }

private:
    friend class Lock;
    scard_card *card_ = nullptr;
};

/// Keeps other sessions and programs away from the card to the end of the scope.
class Lock {
public:
    explicit Lock(Session &session) : card_(session.card_) { check(scard_lock(card_)); }
    Lock(const Lock &) = delete;
    Lock &operator=(const Lock &) = delete;
    ~Lock() { scard_unlock(card_, SCARD_DISPOSITIONS_LEAVE); }

private:
    scard_card *card_;
};

std::string first_reader()
{
    std::vector<char> readers(4096);
    uint32_t len = static_cast<uint32_t>(readers.size());
    check(scard_list_readers(readers.data(), &len));
    return readers.data();
}

/// Sends a command that the card must answer with 9000, and gives the data of the reply.
std::vector<uint8_t> expect_done(Session &session, const std::vector<uint8_t> &apdu)
{
    std::vector<uint8_t> reply = session.transmit(apdu);
    const unsigned sw = reply[reply.size() - 2] * 256u + reply[reply.size() - 1];
    if (sw != 0x9000)
        throw std::runtime_error(std::string("the card: ") + scard_status_word_message(static_cast<uint16_t>(sw)));
    reply.resize(reply.size() - 2);
    return reply;
}

} // namespace

int main(int argc, char **argv)
try {
    Session session(argc > 1 ? argv[1] : first_reader());
    session.reset();
    Lock lock(session);
    expect_done(session, {0x00, 0xA4, 0x00, 0x0C, 0x02, 0x2F, 0xE2}); // SELECT EF.ICCID
    std::printf("serial number");
    for (uint8_t byte : expect_done(session, {0x00, 0xB0, 0x00, 0x00, 0x0A})) // READ BINARY
        std::printf(" %02X", static_cast<unsigned>(byte));
    std::printf("\n");
    return 0;
} catch (const Error &error) {
    std::fprintf(stderr, "0x%08X %s\n", static_cast<unsigned>(error.code()), error.what());
    return 1;
} catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
