/** Microseconds of CPU time of all threads of this process, for each call. */
export async function cpuTime(calls: number, call: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  for (let number = 0; number < calls; number++) await call();
  return microseconds(process.cpuUsage(start)) / calls;
}

export function microseconds({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}
