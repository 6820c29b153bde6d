using System.Text;

namespace Recipes.Corpus.Quickstart;

/// <summary>Dimensions, lamps and fuses as a Markdown page.</summary>
internal static class DataSheet
{
    public static void Write(string path)
    {
        var page = new StringBuilder("# 星野E5参数与速查\n\n## 尺寸与性能\n\n| 项目 | 数值 |\n| --- | --- |\n");
        foreach (var (item, value) in Content.Dimensions)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {item} | {value} |\n");
        }

        page.Append("\n## 指示灯\n\n| 指示灯 | 灯光颜色 | 提示内容 |\n| --- | --- | --- |\n");
        foreach (var (lamp, color, meaning) in Content.Lamps)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {lamp} | {color} | {meaning} |\n");
        }

        page.Append("\n## 保险丝\n\n| 保险丝 | 额定电流 | 保护对象 |\n| --- | --- | --- |\n");
        foreach (var (fuse, current, load) in Content.Fuses)
        {
            page.Append(CultureInfo.InvariantCulture, $"| 保险丝{fuse} | {current} | {load} |\n");
        }

        File.WriteAllText(path, page.ToString());
    }
}
