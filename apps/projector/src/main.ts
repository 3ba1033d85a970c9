import 'reflect-metadata';
import { createHttpApp, listenOn, loadSettings, runService } from '@tallystick/platform';
import { PROJECTOR } from './service.js';
import { ProjectorModule } from './projector.module.js';
import { storeOpeners } from './store-openers.js';

await runService(async () => {
  const settings = loadSettings(process.env);
  const app = await createHttpApp(ProjectorModule.forRoot(storeOpeners(settings)), PROJECTOR, settings);
  await listenOn(app, settings.projectorHttp);
  return app;
});
