package io.timecoin.testnet;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One validator as it stands.
 *
 * @param id        its index in the genesis.
 * @param height    of the last final block; 0 until there are blocks.
 * @param stateHash of its unspent set, 64 hexadecimal digits.
 * @param utxos     number of unspent outputs.
 * @param accepted  transactions accepted and applied.
 * @param confirmed transactions in final blocks; 0 until there are blocks.
 * @param alive     false once its process was lost or its node halted.
 */
public record NodeState(
    int id, long height, String stateHash, long utxos, long accepted, long confirmed, boolean alive)
{
    Map<String, Object> report()
    {
        final Map<String, Object> report = new LinkedHashMap<>();
        report.put("id", id);
        report.put("height", height);
        report.put("state_hash", stateHash);
        report.put("utxos", utxos);
        report.put("accepted", accepted);
        report.put("alive", alive);
        return report;
    }
}
