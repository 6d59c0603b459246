"""The source: appends numbered rows to a CSV file at a steady rate. `writer.py FILE RATE`; SIGTERM ends it."""

import sys
import time

STEP = 0.2


def last_number(path):
    try:
        with open(path, "rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - 200))
            last = file.read().splitlines()[-1].split(b",")[0]
            return int(last) if last.isdigit() else 0
    except FileNotFoundError:
        return -1


def main(path, rate):
    number = last_number(path)
    with open(path, "a") as file:
        if number < 0:
            file.write("n,written\n")
            number = 0
        due = time.monotonic()
        while True:
            now = int(time.time() * 1000)
            for _ in range(max(1, int(rate * STEP))):
                number += 1
                file.write(f"{number},{now}\n")
            file.flush()
            due += STEP
            time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
