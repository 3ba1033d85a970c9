/** A usage event as a publisher would send it: structured CloudEvents. */
export interface SampleEvent {
  readonly specversion: '1.0';
  readonly type: 'tallystick.usage.reported.v1';
  readonly source: string;
  readonly id: string;
  readonly time: string;
  readonly subject: string;
  readonly datacontenttype: 'application/json';
  readonly data: {
    readonly provider: string;
    readonly model: string;
    readonly tokens: Readonly<Partial<Record<'input' | 'output' | 'cacheRead' | 'cacheWrite' | 'reasoning', number>>>;
    readonly team?: string;
    readonly project?: string;
    readonly activity?: 'chat' | 'completion' | 'agent' | 'batch' | 'other';
    readonly agent?: string;
    readonly session?: string;
    readonly automation?: string;
  };
}

/** Every sample event says so by its source, subject, team, project and agent. */
export const SAMPLE_SOURCE = 'urn:tallystick:sample';
