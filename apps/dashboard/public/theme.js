// Runs before the first paint, so that a chosen theme never flashes the other one. A file of its own: the
// Content-Security-Policy allows no inline script.
try {
  const chosen = localStorage.getItem('tallystick.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch (error) {
  console.info('no storage: the theme follows the system', error);
}
