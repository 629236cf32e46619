package io.timecoin.validator;

import io.timecoin.crypto.BouncyCastleVerifier;
import io.timecoin.genesis.Genesis;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.utxo.InMemoryUtxoStore;
import org.junit.jupiter.api.Test;

import java.util.List;

import static io.timecoin.validator.TestNetwork.AMOUNT;
import static org.assertj.core.api.Assertions.assertThat;

/** A node may only vote at once after a restart if it forgets nothing by it. */
class OpenVotesTest
{
    @Test
    void shouldCountWhatIsAcceptedAndNotApplied()
    {
        final TestNetwork net = new TestNetwork(
            1, 20, TestNetwork.limits(RingSizes.small()), 64, BouncyCastleVerifier::new);
        final Validator validator = net.validators.get(0);
        for (int i = 0; i < 100; i++)
        {
            net.round();
        }
        net.clients.get(0).submit(net.payment(1, AMOUNT, net.outputs.get(0)));
        for (int i = 0; i < 200; i++)
        {
            net.nowNs += 250_000;
            net.clients.get(0).doWork();
            validator.agents().stream().filter(agent -> !agent.name().equals("utxo"))
                .forEach(agent -> agent.cycle().doWork(net.nowNs));
        }
        assertThat(validator.avalancheStats().accepted).isEqualTo(1);
        assertThat(net.isUnspent(0, net.outputs.get(0))).isTrue();
        assertThat(validator.openVotes()).isPositive();
        for (int i = 0; i < 100; i++)
        {
            net.round();
        }
        assertThat(net.isUnspent(0, net.outputs.get(0))).isFalse();
        assertThat(validator.openVotes()).isZero();
    }

    /** Else a second, orderly stop would make up for the crash before it, and what was said then be contradicted. */
    @Test
    void shouldCountWhatAnEarlierEndLeftOpenAsLongAsItKeepsSilent()
    {
        final Genesis.Builder genesis = Genesis.builder();
        for (int i = 0; i < 4; i++)
        {
            genesis.validator(TestNetwork.key(i).publicKey(), 1);
        }
        genesis.allocation(1_000_000, TestNetwork.key(0).keyHash(), 1);
        final Validator validator = Validator.builder()
            .genesis(genesis.build())
            .self(1)
            .limits(ValidatorLimits.simulated())
            .store(new InMemoryUtxoStore(1_000))
            .transport(new MemoryNetwork(1).transport("127.0.0.1:1"), "127.0.0.1:1", List.of())
            .restart(true)
            .build();
        assertThat(validator.openVotes()).isPositive();
    }
}
