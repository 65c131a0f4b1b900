#!/bin/sh
# Runs a program that must not outlive whoever started it: when standard input closes, be it by a crash, the program is
# ended. A pipe is the one signal that even a killed parent sends.
exec 3<&0
"$@" </dev/null 3<&- &
program=$!
(
  cat <&3 >/dev/null
  kill -TERM "$program" 2>/dev/null
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    sleep 0.5
    kill -0 "$program" 2>/dev/null || exit 0
  done
  kill -KILL "$program" 2>/dev/null
) >/dev/null 2>&1 &
exec 3<&- </dev/null
trap 'kill -TERM "$program" 2>/dev/null' TERM INT
wait "$program"
code=$?
while kill -0 "$program" 2>/dev/null; do wait "$program"; code=$?; done
exit "$code"
