// What the programs free is wiped first. Libraries copy what is sent and shown: the body of a request lies in buffers
// of Qt's network thread, of TLS and of the toolkit, which free it as it is. Only the programs themselves have this,
// not the libraries that tests link; a sanitizer brings an allocator of its own.
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <malloc.h>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

extern "C" {
void __libc_free(void* block); // NOLINT(bugprone-reserved-identifier): glibc's own name for the one below

void free(void* block)
{
    if (!block)
        return;
    ::explicit_bzero(block, ::malloc_usable_size(block));
    __libc_free(block);
}

/// glibc's moves a block without wiping where it was.
void* realloc(void* block, std::size_t size)
{
    if (!block)
        return std::malloc(size);
    if (size == 0) {
        free(block);
        return nullptr;
    }
    const std::size_t room = ::malloc_usable_size(block);
    if (size <= room && size >= room / 2)
        return block;
    void* moved = std::malloc(size);
    if (!moved)
        return nullptr;
    std::memcpy(moved, block, size < room ? size : room);
    free(block);
    return moved;
}
}

#endif
