// Put before a benchmark program for Node: elapsed time on the monotonic clock, in milliseconds.
globalThis.milliseconds = () => performance.now()
