/*
 * A card reader driver for tests: it does what virtual readers cannot.
 *
 * DEVICENAME is a directory; a file in it changes the reader:
 *   unplugged   the reader is gone
 *   absent      the card is gone
 *   timeout     the card does not answer in time
 * The driver makes one itself:
 *   noticed     the daemon asked for the card while reader or card were gone
 *
 * The card speaks T=1. READ BINARY for 65,536 bytes gets them (byte i is i % 251, then 90 00);
 * any other command comes back, then 90 00.
 */
#include <PCSC/ifdhandler.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char directory[200];

static char *path_of(const char *name)
{
	static __thread char path[256];

	snprintf(path, sizeof path, "%s/%s", directory, name);
	return path;
}

static int marked(const char *name)
{
	return access(path_of(name), F_OK) == 0;
}

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR device)
{
	(void)lun;
	if (strlen(device) >= sizeof directory)
		return IFD_COMMUNICATION_ERROR;
	strcpy(directory, device);
	return IFD_SUCCESS;
}

RESPONSECODE IFDHCreateChannel(DWORD lun, DWORD channel)
{
	(void)lun, (void)channel;
	return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHCloseChannel(DWORD lun)
{
	(void)lun;
	return IFD_SUCCESS;
}

static const UCHAR atr[] = { 0x3B, 0x80, 0x01, 0x81 };

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD length, PUCHAR value)
{
	(void)lun;
	if (tag == TAG_IFD_ATR && *length >= sizeof atr) {
		memcpy(value, atr, sizeof atr);
		*length = sizeof atr;
		return IFD_SUCCESS;
	}
	if (tag == TAG_IFD_SLOTS_NUMBER && *length >= 1) {
		value[0] = 1;
		*length = 1;
		return IFD_SUCCESS;
	}
	return IFD_ERROR_TAG;
}

RESPONSECODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD length, PUCHAR value)
{
	(void)lun, (void)tag, (void)length, (void)value;
	return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHSetProtocolParameters(DWORD lun, DWORD protocol, UCHAR flags, UCHAR pts1,
				       UCHAR pts2, UCHAR pts3)
{
	(void)lun, (void)flags, (void)pts1, (void)pts2, (void)pts3;
	return protocol == SCARD_PROTOCOL_T1 ? IFD_SUCCESS : IFD_PROTOCOL_NOT_SUPPORTED;
}

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR out, PDWORD length)
{
	(void)lun;
	if (marked("unplugged"))
		return IFD_NO_SUCH_DEVICE;
	if (action == IFD_POWER_DOWN)
		return IFD_SUCCESS;
	if (marked("absent"))
		return IFD_ERROR_POWER_ACTION;
	memcpy(out, atr, sizeof atr);
	*length = sizeof atr;
	return IFD_SUCCESS;
}

RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER send, PUCHAR command, DWORD length,
			       PUCHAR reply, PDWORD reply_length, PSCARD_IO_HEADER receive)
{
	static const UCHAR read_all[] = { 0x00, 0xB0, 0x00, 0x00, 0x00, 0x00, 0x00 };
	DWORD room = *reply_length, data = length, i;

	(void)lun, (void)send, (void)receive;
	*reply_length = 0;
	if (marked("unplugged"))
		return IFD_NO_SUCH_DEVICE;
	if (marked("absent"))
		return IFD_ICC_NOT_PRESENT;
	if (marked("timeout"))
		return IFD_RESPONSE_TIMEOUT;
	if (length == sizeof read_all && memcmp(command, read_all, length) == 0)
		data = 65536;
	if (room < data + 2)
		return IFD_ERROR_INSUFFICIENT_BUFFER;
	for (i = 0; i < data; i++)
		reply[i] = data == 65536 ? (UCHAR)(i % 251) : command[i];
	reply[data] = 0x90;
	reply[data + 1] = 0x00;
	*reply_length = data + 2;
	return IFD_SUCCESS;
}

RESPONSECODE IFDHControl(DWORD lun, DWORD code, PUCHAR in, DWORD in_length, PUCHAR out,
			 DWORD out_length, LPDWORD returned)
{
	(void)lun, (void)code, (void)in, (void)in_length, (void)out, (void)out_length;
	*returned = 0;
	return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHICCPresence(DWORD lun)
{
	int unplugged = marked("unplugged"), absent = marked("absent"), file;

	(void)lun;
	if (!unplugged && !absent)
		return IFD_ICC_PRESENT;
	file = open(path_of("noticed"), O_CREAT | O_WRONLY, 0644);
	if (file >= 0)
		close(file);
	return unplugged ? IFD_NO_SUCH_DEVICE : IFD_ICC_NOT_PRESENT;
}
