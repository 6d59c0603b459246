/** Once a second, for what changes too often to be drawn each time. */
import { useEffect, useRef, useState } from "preact/hooks";

/** @returns seconds since the view was shown */
export function useSeconds(each: () => void): number {
  const [seconds, setSeconds] = useState(0);
  const newest = useRef(each);
  newest.current = each;
  useEffect(() => {
    const timer = setInterval(() => {
      newest.current();
      setSeconds((n) => n + 1);
    }, 1_000);
    return () => clearInterval(timer);
  }, []);
  return seconds;
}
