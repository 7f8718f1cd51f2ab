import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How many logs of a minute, source and category were classified and not kept (STORE_POLICY=important). */
@Entity('unkept_logs')
export class UnkeptLogsEntity {
  @PrimaryColumn({ type: 'timestamptz', primaryKeyConstraintName: 'unkept_logs_pkey' })
  minute!: Date;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'unkept_logs_pkey' })
  source!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'unkept_logs_pkey' })
  category!: string;

  @Column({ type: 'bigint' })
  count!: string;
}
