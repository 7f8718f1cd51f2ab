import { isObject } from '../../core/json';
import { levelOf } from '../../core/level';
import { valueAt } from '../json-dialect';
import type { Draft } from '../line-format';
import { textOf } from '../text-of';

/** Says in words what an EVE record reports: its alert, request, query or flow. */
export function describeEve(draft: Draft): void {
  const { fields } = draft;
  const type = textOf(fields['event_type']);
  const ends = `${textOf(fields['sourceIp'])} to ${textOf(fields['destinationIp'])} port ${textOf(fields['destinationPort'])}`;
  const alert = fields['alert'];
  if (isObject(alert)) {
    const severity = Number(alert['severity']);
    draft.level = levelOf(severity <= 1 ? 'error' : severity === 2 ? 'warning' : 'info');
    draft.message = `${textOf(alert['signature'])} ${ends}`;
    fields['signatureId'] = Number(alert['signature_id']);
    return;
  }
  const said = ['http.hostname', 'dns.rrname', 'tls.sni', 'fileinfo.filename', 'anomaly.event']
    .map((key) => textOf(valueAt(fields, key)))
    .find((value) => value !== '');
  draft.message = `${type} ${ends}${said === undefined ? '' : `: ${said}`}`;
}
