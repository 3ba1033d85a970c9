import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { AllowEveryone } from '@tallystick/platform';

/** Says what answers here. It shows no numbers and loads nothing. */
const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tallystick projector</title></head>
<body>
<h1>Tallystick projector</h1>
<p>This service answers who used how many AI tokens, from tables folded out of the ledger. There is no dashboard yet.</p>
<ul>
<li><a href="/docs">API documentation</a></li>
<li><a href="/v1/leaderboards/teams">Teams, all time</a></li>
<li><a href="/v1/leaderboards/actors?window=week">Actors, this week</a></li>
<li><a href="/v1/usage">Tokens a day, the last 30 days</a></li>
<li><a href="/v1/events?limit=10">The newest events</a></li>
<li><a href="/health/ready">Readiness</a></li>
</ul>
</body>
</html>
`;

@Controller()
export class WelcomeController {
  @Get()
  @AllowEveryone()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
  @ApiExcludeEndpoint()
  welcome(): string {
    return PAGE;
  }
}
