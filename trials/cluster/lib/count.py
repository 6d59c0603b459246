"""Counts what recipients saw, from the lines that Recipient.java writes: lost, doubled, refused, and how long each event took."""

from array import array
from pathlib import Path


class Stream:
    """Events of one reader by their number. The same place twice is Kafka's at-least-once reading; another place is a duplicate."""

    def __init__(self):
        self.place, self.arrived, self.next, self.twice = array("q"), array("q"), 1, []

    def see(self, number, partition, offset, arrival):
        while len(self.place) <= number:
            self.place.append(-1)
            self.arrived.append(0)
        place = partition << 48 | offset
        if self.place[number] < 0:
            self.place[number], self.arrived[number] = place, arrival
        elif self.place[number] != place:
            self.twice.append(number)
        while self.next < len(self.place) and self.place[self.next] >= 0:
            self.next += 1

    def missing(self, last):
        return [n for n in range(self.next, last + 1) if n >= len(self.place) or self.place[n] < 0]

    def longest(self, written, since, until):
        """Longest time in seconds from the row to its arrival, of rows written in that interval."""
        longest = 0
        for number in range(len(written) - 1, 0, -1):
            if written[number] < since:
                break
            if written[number] <= until and number < len(self.arrived) and self.arrived[number]:
                longest = max(longest, self.arrived[number] - written[number])
        return longest / 1000


class Tail:
    """Complete lines that were appended since the last look."""

    def __init__(self, path):
        self.path, self.at, self.rest = Path(path), 0, b""

    def lines(self):
        if not self.path.exists():
            return []
        with open(self.path, "rb") as file:
            file.seek(self.at)
            data = self.rest + file.read()
            self.at = file.tell()
        *whole, self.rest = data.split(b"\n")
        return [line.decode(errors="replace") for line in whole]


class Count:
    def __init__(self, folder):
        folder = Path(folder)
        self.rows = Tail(folder / "orders.csv")
        self.written = array("q", [0])
        self.tails = {"owner": Tail(folder / "owner.events"), "partner": Tail(folder / "partner.events")}
        self.published, self.streams = Stream(), {"owner": Stream(), "partner": Stream()}
        self.anchors, self.levels, self.ends = [], {"owner": {}, "partner": {}}, {"owner": {}, "partner": {}}
        self.refused, self.delayed, self.exceptions = [], [], []

    def look(self):
        for row in self.rows.lines():
            number, _, written = row.partition(",")
            if number.isdigit():
                self.written.append(int(written))
        for reader, tail in self.tails.items():
            for line in tail.lines():
                self.line(reader, line)
        return self

    def line(self, reader, line):
        kind, arrival, rest = line.split(" ", 2)
        arrival = int(arrival)
        if kind in "EP":
            partition, offset, number, _ = map(int, rest.split())
            stream = self.published if kind == "P" else self.streams[reader]
            stream.see(number, partition, offset, arrival)
            if kind == "E":
                ends = self.ends[reader]
                ends[partition] = max(offset, ends.get(partition, -1))
        elif kind == "A":
            self.anchors.append(int(rest.split()[2]))
        elif kind == "L":
            partition, offset, level = rest.split()
            if level == "ANCHORED":
                levels = self.levels[reader]
                levels[int(partition)] = max(int(offset), levels.get(int(partition), -1))
        else:
            {"R": self.refused, "D": self.delayed, "X": self.exceptions}[kind].append((arrival, f"{reader}: {rest}"))

    @property
    def last(self):
        return len(self.written) - 1

    def all_streams(self):
        return {"published": self.published, **self.streams}

    def behind(self, number):
        """Which streams have not got every event up to that number, and which readers have no anchor for them."""
        behind = [name for name, stream in self.all_streams().items() if stream.next <= number]
        for reader, stream in self.streams.items():
            if stream.next > number and not self.anchored(reader, number):
                behind.append(f"anchors at {reader}")
        return behind

    def anchored(self, reader, number):
        place = self.streams[reader].place[number]
        return self.levels[reader].get(place >> 48, -1) >= place & (1 << 48) - 1

    def anchor_gap(self, since, until):
        """Longest time in seconds without an anchor, by the ledger's time, that touches the interval."""
        times = sorted(set(self.anchors))
        gaps = [b - a for a, b in zip(times, times[1:]) if b >= since and a <= until]
        return max(gaps, default=0) / 1000

    def totals(self, number):
        return {
            "events": number,
            "lost": sum(len(stream.missing(number)) for stream in self.all_streams().values()),
            "doubled": sum(len(stream.twice) for stream in self.all_streams().values()),
            "refused": len(self.refused),
            "anchors": len(self.anchors)}
