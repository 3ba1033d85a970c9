import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, maySpeakFor, Problem, type Caller } from '@tallystick/platform';
import { ReceiptBook } from './receipt-book.js';
import { Receipt, ReceiptQuery } from './receipt.js';

@ApiTags('proof')
@Controller('v1/receipts')
export class ReceiptsController {
  constructor(private readonly book: ReceiptBook) {}

  @Get()
  @Allow('publisher', 'auditor')
  @ApiOperation({ summary: 'Where the ledger holds the event of this source and id' })
  @ApiResponse({ status: 200, type: Receipt })
  @ApiResponse({ status: 400, description: '`invalid-query`: a parameter is wrong or unknown' })
  @ApiResponse({ status: 404, description: '`not-found`: the ledger holds no such event' })
  @ApiResponse({ status: 503, description: '`not-caught-up`: ask again; the answer is not known yet' })
  async receipt(@Query() query: ReceiptQuery, @CurrentCaller() caller: Caller): Promise<Receipt> {
    if (!caller.roles.has('auditor') && !maySpeakFor(caller, query.source)) {
      throw new Problem('forbidden', 'this API key may not ask for this source', { field: 'source' });
    }
    const receipt = await this.book.find(query.source, query.id);
    if (receipt === undefined) throw new Problem('not-found', 'the ledger holds no usage event of this source and id');
    return receipt;
  }
}
