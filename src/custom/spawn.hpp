#pragma once
// Starting a child with three pipes, and the system calls around it. Private to this layer.

#include "custom/process.hpp"

#include <sys/types.h>

namespace assay::custom {

/// Our ends of the child's pipes; not blocking, closed on exec.
struct Child {
    pid_t pid = -1;
    int input = -1;   ///< we write
    int output = -1;  ///< we read
    int errors = -1;  ///< we read
    int exit = -1;    ///< a pidfd: readable when the child has ended
};

/// The child leads a process group of its own, handles signals by default and inherits no file.
Result<Child> spawn(const Command& command);

/// write() that gives EPIPE when nobody reads, and no SIGPIPE.
ssize_t write_without_signal(int file, std::string_view bytes);

/// Kills the child's group and waits for the child, so that nothing is left of it. Gives its
/// status as waitpid does.
int kill_and_reap(pid_t pid);

/// `exited with status 3`, `was killed by signal 9 (Killed)`.
std::string describe_status(int status);

}  // namespace assay::custom
