package io.timecoin.utxo;

import net.openhft.chronicle.map.ChronicleMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/** What the build puts beside our classes so that a start compiles nothing. */
class MapClassesTest
{
    /** Half a second of processor time of each start depends on the place and the name. */
    @Test
    @EnabledIfSystemProperty(named = "basedir", matches = ".+", disabledReason = "only Maven makes them")
    void shouldFindTheClassesThatTheMapWouldCompile() throws ClassNotFoundException
    {
        final Class<?> found = Class.forName("net.openhft.chronicle.hash.VanillaGlobalMutableState$$Native", false,
            ChronicleMap.class.getClassLoader());
        assertThat(found.getProtectionDomain().getCodeSource().getLocation())
            .isEqualTo(ChronicleUtxoStore.class.getProtectionDomain().getCodeSource().getLocation());
    }
}
