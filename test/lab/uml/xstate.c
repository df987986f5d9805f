/* Preloaded into linux.uml. Linux 6.1 in user mode keeps 2696 bytes of a process's vector registers; a CPU with AMX has
 * more, and its kernel takes back only all of them (EFAULT). The rest is what such a process never uses: zero.
 * Static memory, because the caller runs on a kernel stack of 16 KiB; one thread alone calls ptrace. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

typedef long ptrace_call(enum __ptrace_request, ...);

static ptrace_call *real;
static char whole[64 * 1024];
static size_t host_size;

__attribute__((constructor)) static void find_real(void) { real = (ptrace_call *)dlsym(RTLD_NEXT, "ptrace"); }

/* what this host keeps of that stopped process; 0 when it does not say, or more than there is room for */
static size_t ask_size(pid_t pid) {
  struct iovec all = {whole, sizeof whole};
  return real(PTRACE_GETREGSET, pid, (void *)NT_X86_XSTATE, &all) == 0 && all.iov_len < sizeof whole ? all.iov_len : 0;
}

static long set_xstate(pid_t pid, struct iovec *given) {
  struct iovec padded = {whole, 0};
  if (host_size == 0) host_size = ask_size(pid);
  if (given->iov_len >= host_size) return real(PTRACE_SETREGSET, pid, (void *)NT_X86_XSTATE, given);
  memcpy(whole, given->iov_base, given->iov_len);
  memset(whole + given->iov_len, 0, host_size - given->iov_len);
  padded.iov_len = host_size;
  return real(PTRACE_SETREGSET, pid, (void *)NT_X86_XSTATE, &padded);
}

long ptrace(enum __ptrace_request request, ...) {
  va_list rest;
  va_start(rest, request);
  pid_t pid = va_arg(rest, pid_t);
  void *address = va_arg(rest, void *);
  void *data = va_arg(rest, void *);
  va_end(rest);
  if (request == PTRACE_SETREGSET && address == (void *)NT_X86_XSTATE) return set_xstate(pid, data);
  return real(request, pid, address, data);
}
