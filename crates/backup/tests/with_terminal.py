#!/usr/bin/env python3
"""Runs a program on a terminal of its own and types a passphrase at each of its questions.

    with_terminal.py PASSPHRASE PROGRAM ARGUMENT…
"""
import os, pty, sys

passphrase, *command = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
said = b""
while True:
    try:
        piece = os.read(terminal, 1024)
    except OSError:  # The program has ended.
        break
    if not piece:
        break
    said += piece
    # "Enter passphrase:", "Confirm passphrase:"; the answer is not shown.
    if said.rstrip(b" \x1b[0m").lower().split(b"\n")[-1].count(b"passphrase") and said.rstrip().endswith(b":"):
        os.write(terminal, passphrase.encode() + b"\n")
        said = b""
sys.stdout.buffer.write(said)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
