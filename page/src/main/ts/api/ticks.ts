/** Once a second, for what changes too often to be drawn each time. */
import { useEffect, useState } from "preact/hooks";

/** @returns seconds since the view was shown */
export function useSeconds(each?: () => void): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      each?.();
      setSeconds((n) => n + 1);
    }, 1_000);
    return () => clearInterval(timer);
  }, []);
  return seconds;
}
