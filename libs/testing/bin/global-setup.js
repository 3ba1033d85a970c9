/** Opens a test run unless run-tests.js did already (then TEST_RUN_SOCKET is set). Needs `npm run build`. */
export default async function setup() {
  if (process.env.TEST_RUN_SOCKET !== undefined) return;
  const { openTestRun } = await import('../dist/index.js');
  globalThis.tallystickTestRun = await openTestRun();
  Object.assign(process.env, globalThis.tallystickTestRun.env);
}
