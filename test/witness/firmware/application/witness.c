/*
 * Loads every image of a pack as the firmware loads it, says over the serial line what came of it, and unloads it again.
 * Nothing is ever started.
 *
 * The pack is a file of some volume, `initrd` where QEMU made the volume of its option -initrd, else `PACK.BIN`. All of
 * its numbers are little-endian, 32 bits wide:
 *
 *   "ZBWPACK1", the number of images, 0
 *   for each image: its id, its length, the number of ranges, 0; for each range an address and a length; the image;
 *   zeros up to a multiple of 16
 *
 * The ranges are the parts of the loaded image whose bytes are asked for; the CRC-32 is over all of them together. Lines
 * that start with `zw` are for who made the pack, with hexadecimal numbers:
 *
 *   zw< images                                    before the first image
 *   zw= id status                                 the image was refused
 *   zw= id status unloaded base size crc          it was loaded; the second status is that of unloading
 *   zw> images                                    after the last one
 *   zw! words                                     the pack cannot be had
 */
#include "efi.h"

#define MODE_READ 1
#define LOADER_DATA 2
#define BY_PROTOCOL 2
#define END_OF_FILE (~0ULL)
#define ALIGNMENT 16

static const struct efi_guid LOADED_IMAGE = {
	0x5b1b31a1, 0x9562, 0x11d2, { 0x8e, 0x3f, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b }
};
static const struct efi_guid FILE_SYSTEM = {
	0x964e5b22, 0x6459, 0x11d2, { 0x8e, 0x39, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b }
};

struct pack {
	u8 magic[8];
	u32 images, zero;
};

struct entry {
	u32 id, length, ranges, zero;
};

struct range {
	u32 address, length;
};

static struct efi_boot_services *services;

/*
 * The serial line, byte by byte and past the firmware's console, which would also draw every letter on a screen.
 */
#if defined(__x86_64__)
/* The first 16550 of a PC: its data, and its line status with "transmitter holding register empty". */
static void put(u8 byte)
{
	u8 state;

	do {
		__asm__ volatile("inb %1, %0" : "=a"(state) : "Nd"((u16)0x3fd));
	} while (!(state & 0x20));
	__asm__ volatile("outb %0, %1" : : "a"(byte), "Nd"((u16)0x3f8));
}
#elif defined(__aarch64__)
/* The PL011 of QEMU's machine `virt`: its data register, and its flags with "transmit FIFO full". */
static void put(u8 byte)
{
	volatile u32 *uart = (volatile u32 *)0x09000000;

	while (uart[0x18 / 4] & 0x20)
		;
	uart[0] = byte;
}
#else
#error "The serial line of this machine is unknown."
#endif

static void say(const char *text)
{
	while (*text)
		put((u8)*text++);
}

static void say_number(u64 number)
{
	int shift = 60;

	while (shift > 0 && !(number >> shift))
		shift -= 4;
	put(' ');
	for (; shift >= 0; shift -= 4)
		put((u8)"0123456789abcdef"[(number >> shift) & 15]);
}

/* CRC-32 of IEEE 802.3, eight bytes at a time: the firmware runs on an emulated processor. */
static u32 table[8][256];

static void fill_table(void)
{
	for (u32 byte = 0; byte < 256; byte++) {
		u32 crc = byte;

		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
		table[0][byte] = crc;
	}
	for (int ahead = 1; ahead < 8; ahead++)
		for (u32 byte = 0; byte < 256; byte++) {
			u32 before = table[ahead - 1][byte];

			table[ahead][byte] = before >> 8 ^ table[0][before & 0xff];
		}
}

static u32 crc_of(u32 crc, const u8 *bytes, u64 length)
{
	for (; length > 0 && ((u64)bytes & 7); length--)
		crc = crc >> 8 ^ table[0][(crc ^ *bytes++) & 0xff];
	for (; length >= 8; length -= 8, bytes += 8) {
		u64 word = *(const u64 *)bytes ^ crc;

		crc = table[7][word & 0xff] ^ table[6][word >> 8 & 0xff] ^ table[5][word >> 16 & 0xff] ^
		      table[4][word >> 24 & 0xff] ^ table[3][word >> 32 & 0xff] ^ table[2][word >> 40 & 0xff] ^
		      table[1][word >> 48 & 0xff] ^ table[0][word >> 56];
	}
	for (; length > 0; length--)
		crc = crc >> 8 ^ table[0][(crc ^ *bytes++) & 0xff];
	return crc;
}

/* Nothing behind the end of the loaded image is read, whatever the ranges say. */
static u32 crc_of_ranges(const struct efi_loaded_image *loaded, const struct range *ranges, u32 count)
{
	u32 crc = ~0u;

	for (u32 index = 0; index < count; index++) {
		u64 address = ranges[index].address;
		u64 length = ranges[index].length;

		if (address >= loaded->image_size)
			continue;
		if (length > loaded->image_size - address)
			length = loaded->image_size - address;
		crc = crc_of(crc, loaded->image_base + address, length);
	}
	return ~crc;
}

static void load(efi_handle self, const struct entry *entry)
{
	const struct range *ranges = (const struct range *)(entry + 1);
	struct efi_loaded_image *loaded = 0;
	efi_handle image = 0;
	u64 base = 0, size = 0;
	u32 crc = 0;
	efi_status status = services->load_image(0, self, 0, ranges + entry->ranges, entry->length, &image);
	/* With this one error the image is loaded all the same, and may only not be started. */
	int is_there = !EFI_ERROR(status) || status == EFI_SECURITY_VIOLATION;
	efi_status unloaded = 0;

	if (is_there) {
		if (!EFI_ERROR(services->handle_protocol(image, &LOADED_IMAGE, (void **)&loaded))) {
			base = (u64)loaded->image_base;
			size = loaded->image_size;
			crc = crc_of_ranges(loaded, ranges, entry->ranges);
		}
		unloaded = services->unload_image(image);
	}
	/* What the firmware printed meanwhile may not end its line. */
	say("\r\nzw=");
	say_number(entry->id);
	say_number(status);
	if (is_there) {
		say_number(unloaded);
		say_number(base);
		say_number(size);
		say_number(crc);
	}
	say("\r\n");
}

static u8 *read_whole(struct efi_file *root, const u16 *name, u64 *size)
{
	struct efi_file *file;
	void *bytes = 0;

	if (EFI_ERROR(root->open(root, &file, name, MODE_READ, 0)))
		return 0;
	if (!EFI_ERROR(file->set_position(file, END_OF_FILE)) && !EFI_ERROR(file->get_position(file, size)) &&
	    !EFI_ERROR(file->set_position(file, 0)) &&
	    !EFI_ERROR(services->allocate_pool(LOADER_DATA, *size, &bytes))) {
		u64 done = 0;

		while (done < *size) {
			u64 length = *size - done;

			if (EFI_ERROR(file->read(file, &length, (u8 *)bytes + done)) || length == 0)
				break;
			done += length;
		}
		*size = done;
	}
	file->close(file);
	return bytes;
}

static int is_pack(const u8 *bytes, u64 size)
{
	const char *magic = "ZBWPACK1";

	if (!bytes || size < sizeof(struct pack))
		return 0;
	for (int index = 0; index < 8; index++)
		if (bytes[index] != (u8)magic[index])
			return 0;
	return 1;
}

/* The pack, from whichever volume has it. */
static u8 *find_pack(u64 *size)
{
	static const u16 *const names[] = { (const u16 *)L"initrd", (const u16 *)L"PACK.BIN" };
	efi_handle *handles;
	u64 count = 0;

	if (EFI_ERROR(services->locate_handle_buffer(BY_PROTOCOL, &FILE_SYSTEM, 0, &count, &handles)))
		return 0;
	for (u64 index = 0; index < count; index++) {
		struct efi_file_system *volume;
		struct efi_file *root;

		if (EFI_ERROR(services->handle_protocol(handles[index], &FILE_SYSTEM, (void **)&volume)) ||
		    EFI_ERROR(volume->open_volume(volume, &root)))
			continue;
		for (int which = 0; which < 2; which++) {
			u8 *bytes = read_whole(root, names[which], size);

			if (is_pack(bytes, *size))
				return bytes;
			if (bytes)
				services->free_pool(bytes);
		}
		root->close(root);
	}
	return 0;
}

efi_status efi_main(efi_handle self, struct efi_system_table *system)
{
	u64 size = 0;
	u8 *bytes;
	u64 at = sizeof(struct pack);
	u32 images;

	services = system->boot_services;
	/* The boot manager wants an answer within five minutes. */
	services->set_watchdog_timer(0, 0, 0, 0);
	fill_table();
	bytes = find_pack(&size);
	if (!bytes) {
		say("\r\nzw! no volume has the pack\r\n");
		return 0;
	}
	images = ((const struct pack *)bytes)->images;
	say("\r\nzw<");
	say_number(images);
	say("\r\n");
	for (u32 index = 0; index < images; index++) {
		const struct entry *entry = (const struct entry *)(bytes + at);
		u64 length = sizeof(struct entry);

		if (length <= size - at)
			length += entry->ranges * sizeof(struct range) + entry->length;
		if (length > size - at) {
			say("\r\nzw! the pack is cut\r\n");
			return 0;
		}
		load(self, entry);
		at += (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	}
	say("\r\nzw>");
	say_number(images);
	say("\r\n");
	return 0;
}
