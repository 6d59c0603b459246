"""Makes the files beside it, as another system's writer does: python make.py, with pyarrow 26."""

from datetime import date, datetime, time, timezone
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

UTC = datetime(2013, 1, 1, 10, 0, 0, 123456, tzinfo=timezone.utc)
LOCAL = UTC.replace(tzinfo=None)

rows = pa.table({"id": pa.array(range(100), pa.int64()), "name": [f"n{i}" for i in range(100)]})
for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
    pq.write_table(rows, f"{codec}.parquet", compression=codec)
pq.write_table(rows, "pages-v2.parquet", compression="zstd", data_page_version="2.0", row_group_size=30)

types = pa.table(
    {
        "id": pa.array([1, 2], pa.int32()),
        "tiny": pa.array([-8, None], pa.int8()),
        "unsigned": pa.array([2**32 - 1, None], pa.uint32()),
        "huge": pa.array([2**64 - 1, None], pa.uint64()),
        "half": pa.array([1.5, None], pa.float16()),
        "single": pa.array([0.5, None], pa.float32()),
        "real": pa.array([0.1, None], pa.float64()),
        "yes": pa.array([True, None], pa.bool_()),
        "text": pa.array(["é", None], pa.large_string()),
        "chosen": pa.array(["a", None]).dictionary_encode(),
        "raw": pa.array([b"\x00\xff", None], pa.binary()),
        "fixed": pa.array([b"\x01\x02", None], pa.binary(2)),
        "nothing": pa.nulls(2),
        "price": pa.array([Decimal("-12.34"), None], pa.decimal128(10, 2)),
        "wide": pa.array([Decimal("12345678901234567890.123456789"), None], pa.decimal128(38, 9)),
        "wider": pa.array([Decimal("1" * 60 + ".5"), None], pa.decimal256(70, 1)),
        "day": pa.array([date(2013, 1, 1), None], pa.date32()),
        "clock_ms": pa.array([time(1, 2, 3, 4000), None], pa.time32("ms")),
        "clock_us": pa.array([time(1, 2, 3, 4), None], pa.time64("us")),
        "clock_ns": pa.array([time(1, 2, 3, 4), None], pa.time64("ns")),
        "at_ms": pa.array([UTC, None], pa.timestamp("ms", "UTC")),
        "at_us": pa.array([UTC, None], pa.timestamp("us", "UTC")),
        "at_ns": pa.array([UTC, None], pa.timestamp("ns", "UTC")),
        "local_ms": pa.array([LOCAL, None], pa.timestamp("ms")),
        "local_us": pa.array([LOCAL, None], pa.timestamp("us")),
        "local_ns": pa.array([LOCAL, None], pa.timestamp("ns")),
        "a name": pa.array(["with a space", None]),
    }
)
pq.write_table(types, "types.parquet", compression="none")

nested = pa.table(
    {
        "id": pa.array([1, 2, 3], pa.int64()),
        "tags": pa.array([["x", None], [], None], pa.list_(pa.string())),
        "matrix": pa.array([[[1, 2], [3]], [None], None], pa.list_(pa.list_(pa.int32()))),
        "sizes": pa.array([[("a", 1.5), ("b", None)], [], None], pa.map_(pa.string(), pa.float64())),
        "by_number": pa.array([[(7, "seven")], [], None], pa.map_(pa.int32(), pa.string())),
        "place": pa.array(
            [{"lat": 47.0, "of": {"city": "Sète"}}, {"lat": None, "of": None}, None],
            pa.struct([("lat", pa.float64()), ("of", pa.struct([("city", pa.string())]))]),
        ),
        "lines": pa.array(
            [[{"sku": "a", "n": 2}], [], None], pa.list_(pa.struct([("sku", pa.string()), ("n", pa.int32())]))
        ),
    }
)
pq.write_table(nested, "nested.parquet")
pq.write_table(nested, "nested-older.parquet", use_compliant_nested_type=False)

days = [UTC, datetime(1900, 1, 1, tzinfo=timezone.utc), datetime(9999, 12, 31, tzinfo=timezone.utc), None]
pq.write_table(
    pa.table({"id": pa.array([1, 2, 3, 4]), "at": pa.array(days, pa.timestamp("us", "UTC"))}),
    "int96.parquet",
    use_deprecated_int96_timestamps=True,
)
