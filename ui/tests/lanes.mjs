// Several browsers side by side: each takes the next job when it is free.

/** Does all jobs, each in one of the browsers; ends with the first that fails. */
export async function inLanes(jobs, browsers) {
  const waiting = jobs.values();
  await Promise.all(browsers.map(async (browser) => {
    for (const job of waiting) await job(browser);
  }));
}
