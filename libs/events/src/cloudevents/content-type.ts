const JSON_SUBTYPE = /^[^/\s;]+\/(?:[^/\s;]+\+)?json$/;
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)"?/i;

/** A Content-Type taken apart as far as the CloudEvents bindings need it. */
export interface ContentType {
  /** Lower case, without parameters. */
  readonly mediaType: string;
  readonly isJson: boolean;
  /** False when a charset other than UTF-8 (or its subset ASCII) is claimed. */
  readonly isUtf8: boolean;
}

export function readContentType(header: string): ContentType {
  const mediaType = header.split(';', 1)[0]!.trim().toLowerCase();
  const charset = CHARSET.exec(header)?.[1]?.toLowerCase();
  return {
    mediaType,
    isJson: JSON_SUBTYPE.test(mediaType),
    isUtf8: charset === undefined || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii',
  };
}
