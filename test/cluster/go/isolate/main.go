// Isolate runs a command in a network namespace that has loopback and nothing else. Some controllers listen on every
// interface and cannot be told otherwise; in there nobody else reaches them, and their ports clash with nobody's.
//
//	isolate COMMAND [ARGUMENT...]
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"unsafe"
)

// inside marks the second start of this program, the one in the namespace.
const inside = "--inside"

func main() {
	if len(os.Args) < 2 {
		fail(errors.New("usage: isolate COMMAND [ARGUMENT...]"))
	}
	if os.Args[1] == inside {
		fail(become(os.Args[2:]))
	}
	os.Exit(run(os.Args[1:]))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "isolate:", err)
	os.Exit(126)
}

func run(command []string) int {
	child := exec.Command("/proc/self/exe", append([]string{inside}, command...)...)
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	child.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET, Pdeathsig: syscall.SIGTERM}
	if user := os.Geteuid(); user != 0 {
		// Who is not root makes a namespace of users too, and is root in there alone.
		child.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		child.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: user, Size: 1}}
		child.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	if err := child.Start(); err != nil {
		fail(fmt.Errorf("this machine gives no network namespace: %w", err))
	}
	go func() {
		for one := range signals {
			// The terminal sends Ctrl-C to both; a second one would cut the child's cleaning up short.
			if one == syscall.SIGTERM {
				_ = child.Process.Signal(one)
			}
		}
	}()
	var exit *exec.ExitError
	if err := child.Wait(); err != nil && !errors.As(err, &exit) {
		fail(err)
	}
	return child.ProcessState.ExitCode()
}

func become(command []string) error {
	if err := raiseLoopback(); err != nil {
		return fmt.Errorf("loopback: %w", err)
	}
	file, err := exec.LookPath(command[0])
	if err != nil {
		return err
	}
	return syscall.Exec(file, command, os.Environ())
}

// request is the part of the kernel's ifreq that names an interface and holds its flags.
type request struct {
	name  [syscall.IFNAMSIZ]byte
	flags uint16
	_     [22]byte
}

func raiseLoopback() error {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(socket)
	up := request{flags: syscall.IFF_UP | syscall.IFF_RUNNING}
	copy(up.name[:], "lo")
	_, _, code := syscall.Syscall(syscall.SYS_IOCTL, uintptr(socket), syscall.SIOCSIFFLAGS, uintptr(unsafe.Pointer(&up)))
	if code != 0 {
		return code
	}
	return nil
}
