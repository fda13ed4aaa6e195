/* Compares the zboot header of every image in a folder of fixtures with what manifest.tsv says of it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The zboot header: "MZ", two bytes that kernels have as zeros, "zimg", payload offset and size, 8 reserved bytes, 32 bytes
 * of compression type.
 */
enum { MAGIC = 4, OFFSET = 8, SIZE = 12, TYPE = 24, TYPE_LENGTH = 32, HEADER_LENGTH = TYPE + TYPE_LENGTH };

static _Noreturn void fail(const char *path, const char *sentence)
{
	fprintf(stderr, "%s: %s\n", path, sentence);
	exit(1);
}

static uint32_t u32(const unsigned char *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Writes offset, size and type of the payload as text. This is the place to call the reader that is to be tested. */
static void read_header(const char *path, char *text, size_t length)
{
	unsigned char bytes[HEADER_LENGTH];
	FILE *file = fopen(path, "rb");

	if (file == NULL)
		fail(path, "The image cannot be opened.");
	if (fread(bytes, 1, sizeof(bytes), file) != sizeof(bytes))
		fail(path, "The image ends inside its zboot header.");
	if (memcmp(bytes, "MZ", 2) != 0 || memcmp(bytes + MAGIC, "zimg", 4) != 0)
		fail(path, "The image does not start with the magic of zboot.");
	if (fseek(file, 0, SEEK_END) != 0 || ftell(file) < (int64_t)u32(bytes + OFFSET) + u32(bytes + SIZE))
		fail(path, "The payload ends behind the image.");
	fclose(file);
	snprintf(text, length, "payloadOffset %" PRIu32 ", payloadSize %" PRIu32 ", compressionType %.32s",
		 u32(bytes + OFFSET), u32(bytes + SIZE), (const char *)bytes + TYPE);
}

int main(int argc, char **argv)
{
	static char line[65536], name[1024], offset[16], size[16], type[TYPE_LENGTH + 1];
	static char list[4096], path[5120], found[128], listed[128], sentence[320];
	int read = 0, skipped = 0;

	if (argc != 2)
		fail(argv[0], "Give it one folder of fixtures.");
	snprintf(list, sizeof(list), "%s/manifest.tsv", argv[1]);
	FILE *manifest = fopen(list, "r");
	if (manifest == NULL || fgets(line, sizeof(line), manifest) == NULL || strncmp(line, "path\tsize\t", 10) != 0)
		fail(list, "There is no manifest that starts with the names of its columns.");
	while (fgets(line, sizeof(line), manifest) != NULL) {
		/* Columns 1, 6, 7 and 8. */
		if (sscanf(line, "%1023[^\t]\t%*[^\t]\t%*[^\t]\t%*[^\t]\t%*[^\t]\t%15[^\t]\t%15[^\t]\t%32[^\t]\t", name,
			   offset, size, type) != 4)
			fail(list, "A line has too few columns.");
		if (strcmp(offset, "-") == 0) { /* Nothing is promised of hostile images but that they crash nobody. */
			skipped++;
			continue;
		}
		snprintf(path, sizeof(path), "%s/%s", argv[1], name);
		read_header(path, found, sizeof(found));
		snprintf(listed, sizeof(listed), "payloadOffset %s, payloadSize %s, compressionType %s", offset, size, type);
		snprintf(sentence, sizeof(sentence), "The header says %s, and the manifest says %s.", found, listed);
		if (strcmp(found, listed) != 0)
			fail(path, sentence);
		read++;
	}
	fclose(manifest);
	if (read + skipped == 0)
		fail(list, "The manifest lists no image.");
	printf("%d images read, %d skipped\n", read, skipped);
	return 0;
}
