/*
 * As much of the UEFI interface as the application calls, by the names of the UEFI specification 2.10; what lies between
 * the members that it needs is left unnamed. The target is always 64 bits wide and little-endian.
 */
#ifndef EFI_H
#define EFI_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

typedef u64 efi_status;
typedef void *efi_handle;
typedef void *unnamed;

#define EFI_ERROR(status) ((status) >> 63)
#define EFI_SECURITY_VIOLATION ((1ULL << 63) | 26)

struct efi_guid {
	u32 a;
	u16 b, c;
	u8 d[8];
};

struct efi_table_header {
	u64 signature;
	u32 revision, header_size, crc32, reserved;
};

/* Section 4.4, EFI Boot Services Table, in its order. */
struct efi_boot_services {
	struct efi_table_header header;
	unnamed task_priority[2];
	unnamed memory_pages[3];
	efi_status (*allocate_pool)(u32 type, u64 size, void **buffer);
	efi_status (*free_pool)(void *buffer);
	unnamed events[6];
	unnamed protocol_interfaces[3];
	efi_status (*handle_protocol)(efi_handle handle, const struct efi_guid *protocol, void **interface);
	unnamed reserved_to_device_path[4];
	unnamed install_configuration_table;
	efi_status (*load_image)(u8 boot_policy, efi_handle parent, void *device_path, const void *source, u64 source_size,
				 efi_handle *image);
	unnamed start_image;
	unnamed exit;
	efi_status (*unload_image)(efi_handle image);
	unnamed exit_boot_services;
	unnamed get_next_monotonic_count;
	unnamed stall;
	efi_status (*set_watchdog_timer)(u64 seconds, u64 code, u64 data_size, const u16 *data);
	unnamed controllers[2];
	unnamed open_close_information[3];
	unnamed protocols_per_handle;
	efi_status (*locate_handle_buffer)(u32 search_type, const struct efi_guid *protocol, void *key, u64 *count,
					   efi_handle **handles);
};

/* Section 4.3, EFI System Table. */
struct efi_system_table {
	struct efi_table_header header;
	u16 *firmware_vendor;
	u32 firmware_revision;
	unnamed consoles[6];
	unnamed runtime_services;
	struct efi_boot_services *boot_services;
};

/* Section 9.1, EFI Loaded Image Protocol. */
struct efi_loaded_image {
	u32 revision;
	efi_handle parent;
	struct efi_system_table *system_table;
	efi_handle device;
	unnamed file_path, reserved;
	u32 load_options_size;
	unnamed load_options;
	u8 *image_base;
	u64 image_size;
};

/* Section 13.5, File Protocol. */
struct efi_file {
	u64 revision;
	efi_status (*open)(struct efi_file *self, struct efi_file **opened, const u16 *name, u64 mode, u64 attributes);
	efi_status (*close)(struct efi_file *self);
	unnamed delete_file;
	efi_status (*read)(struct efi_file *self, u64 *size, void *buffer);
	unnamed write;
	efi_status (*get_position)(struct efi_file *self, u64 *position);
	efi_status (*set_position)(struct efi_file *self, u64 position);
};

/* Section 13.4, Simple File System Protocol. */
struct efi_file_system {
	u64 revision;
	efi_status (*open_volume)(struct efi_file_system *self, struct efi_file **root);
};

#endif
