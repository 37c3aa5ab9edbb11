/** A register of a few complaints and its mapping, as a user would write both. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const SMALL_REGISTER = `number,insurer,opened,closed,finding,returned
1,Alpha Insurance,2024-01-02,2024-01-12,upheld,100.50
2,Alpha Insurance,2024-02-01,2024-02-21,not upheld,0
3,"Beta Mutual, Inc",2024-03-01,2024-03-04,upheld,20
3,"Beta Mutual, Inc",2024-03-01,2024-03-04,upheld,20
4,"Beta Mutual, Inc",2024-05-30,2024-05-01,upheld,0
5,丙保险公司,2024-06-01,2024-06-30,not upheld,0
6,Alpha Insurance,2023-12-01,2023-12-31,upheld,5
`;

const MAPPING = `
id: small
version: 1
title: A small register
source: { publisher: Nobody, dataSet: Complaints for tests, uri: 'urn:test:small' }
columns:
  number: { names: [number] }
  insurer: { names: [insurer] }
  opened: { names: [opened], date: [YYYY-MM-DD] }
  closed: { names: [closed], date: [YYYY-MM-DD] }
  finding: { names: [finding] }
  returned: { names: [returned] }
rows: { key: [number], repeated: merge, agree: [insurer, opened, closed, returned] }
cases:
  - kind: complaint
    key: small/{number}
    events:
      - type: complaint.filed.v1
        id: '{number}/filed'
        time: opened
        data:
          unit: { unit: { company: '{insurer}' } }
      - type: complaint.resolved.v1
        id: '{number}/resolved'
        time: closed
        data:
          recovered: { decimal: returned }
          findings:
            perRow:
              outcome: { values: finding, map: { upheld: against, not upheld: for } }
`;

export interface SmallRegister {
  readonly csv: string;
  readonly mapping: string;
}

export async function writeSmallRegister(folder: string): Promise<SmallRegister> {
  const csv = join(folder, 'small.csv');
  const mapping = join(folder, 'small.yaml');
  await writeFile(csv, SMALL_REGISTER);
  await writeFile(mapping, MAPPING);
  return { csv, mapping };
}
