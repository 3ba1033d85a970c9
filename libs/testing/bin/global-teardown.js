export default async function teardown() {
  await globalThis.tallystickTestRun?.close();
}
