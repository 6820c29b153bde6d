using Recipes.Torch.Training.Events;

namespace Recipes.Tests.Torch.Training.Events;

public sealed class EventFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-events-").FullName;

    private string FilePath => Path.Combine(_folder, EventFile.Name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_first_record_is_the_one_that_every_file_of_the_format_begins_with()
    {
        EventFile.Write(FilePath, []);

        // An event of time 0 and file_version "brain.Event:2": 9 + 2 + 13 = 24 bytes. The checksum of the length 24 is
        // a3 7f 4b 22 in files that TensorFlow writes.
        byte[] head = [24, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22, 0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0x1A, 13, .. "brain.Event:2"u8];
        var bytes = File.ReadAllBytes(FilePath);
        Assert.Equal(head, bytes[..head.Length]);
        Assert.Equal(8 + 4 + 24 + 4, bytes.Length);
    }

    [Fact]
    public void A_step_and_a_validation_are_events_with_their_numbers()
    {
        EventFile.Write(FilePath,
        [
            new() { Step = 300, Loss = 1.5, LearningRate = 0.5, GradientNorm = 2, TrainedTokens = 1, Tokens = 2 },
            new() { Step = 300, ValidationLoss = 0.25, TrainedTokens = 1, Tokens = 2 },
        ]);

        // 300.0 = 0x4072C00000000000; step 300 = 0xAC 0x02; 1.5f = 0x3FC00000; 0.5f = 0x3F000000; 2f = 0x40000000; 0.25f = 0x3E800000
        byte[] step =
        [
            0x09, 0, 0, 0, 0, 0, 0xC0, 0x72, 0x40, 0x10, 0xAC, 0x02, 0x2A, 19 + 28 + 28,
            0x0A, 17, 0x0A, 10, .. "train/loss"u8, 0x15, 0, 0, 0xC0, 0x3F,
            0x0A, 26, 0x0A, 19, .. "train/learning_rate"u8, 0x15, 0, 0, 0x00, 0x3F,
            0x0A, 26, 0x0A, 19, .. "train/gradient_norm"u8, 0x15, 0, 0, 0x00, 0x40,
        ];
        byte[] validation =
        [
            0x09, 0, 0, 0, 0, 0, 0xC0, 0x72, 0x40, 0x10, 0xAC, 0x02, 0x2A, 24,
            0x0A, 22, 0x0A, 15, .. "validation/loss"u8, 0x15, 0, 0, 0x80, 0x3E,
        ];
        var records = Records(File.ReadAllBytes(FilePath)).ToList();
        Assert.Equal(3, records.Count);
        Assert.Equal(step, records[1]);
        Assert.Equal(validation, records[2]);
    }

    /// <summary>The records of a file, their checksums worked out bit by bit.</summary>
    private static IEnumerable<byte[]> Records(byte[] file)
    {
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BitConverter.ToUInt64(file, at);
            Assert.Equal(Masked(file[at..(at + 8)]), BitConverter.ToUInt32(file, at + 8));
            var data = file[(at + 12)..(at + 12 + length)];
            Assert.Equal(Masked(data), BitConverter.ToUInt32(file, at + 12 + length));
            yield return data;
            at += 16 + length;
        }
    }

    /// <summary>CRC-32C by its definition: polynomial 0x1EDC6F41, reflected 0x82F63B78.</summary>
    private static uint Masked(byte[] data)
    {
        var crc = ~0u;
        foreach (var one in data)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
            }
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }

    [Fact]
    public void The_checksum_is_that_of_the_standard() =>
        Assert.Equal(((0xE3069283u >> 15) | (0xE3069283u << 17)) + 0xA282EAD8, Masked([.. "123456789"u8])); // RFC 3720's check value
}
